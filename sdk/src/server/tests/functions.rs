//! `GetFunctions` and `CallFunction`.

use super::*;

fn parameters() -> [Type; 3] {
    [Type::String, Type::map(Type::String), Type::String]
}

async fn call(arguments: Vec<tf::DynamicValue>) -> Result<Value, (String, Option<i64>)> {
    let request = tf::call_function::Request { name: "join".to_owned(), arguments };
    let response = Service::new(Subject).call_function(Request::new(request)).await.unwrap().into_inner();
    match response.error {
        Some(error) => Err((error.text, error.function_argument)),
        None => Ok(value(response.result, &Type::String)),
    }
}

/// `join(separator, {}, texts...)`.
async fn join(separator: Value, texts: &[Value]) -> Result<Value, (String, Option<i64>)> {
    let [text, map, _] = parameters();
    let mut arguments = vec![message(&separator, &text), message(&Value::map::<String>([]), &map)];
    arguments.extend(texts.iter().map(|value| message(value, &text)));
    call(arguments.into_iter().flatten().collect()).await
}

#[tokio::test]
async fn variadic_arguments_follow_the_others() {
    assert_eq!(join("-".into(), &["a".into(), "b".into()]).await, Ok("a-b".into()));
    assert_eq!(join("-".into(), &[]).await, Ok("".into()));
}

#[tokio::test]
async fn an_error_names_its_argument() {
    let error = join("-".into(), &["a".into(), "".into()]).await;
    assert_eq!(error, Err(("must not be empty".to_owned(), Some(3))));
}

#[tokio::test]
async fn null_arrives_only_where_it_is_allowed() {
    assert_eq!(join(Value::Null, &["a".into(), "b".into()]).await, Ok("ab".into()));
    let error = join("-".into(), &["a".into(), Value::Null]).await;
    assert_eq!(error, Err(("text must not be null".to_owned(), Some(3))));
}

#[tokio::test]
async fn an_empty_message_is_null_as_opentofu_means_it() {
    let [text, map, _] = parameters();
    let arguments = vec![
        tf::DynamicValue::default(),
        message(&Value::map::<String>([]), &map).unwrap(),
        message(&"a".into(), &text).unwrap(),
        message(&"b".into(), &text).unwrap(),
    ];
    assert_eq!(call(arguments).await, Ok("ab".into()));
}

#[tokio::test]
async fn an_unknown_argument_makes_an_unknown_result() {
    assert_eq!(
        join("-".into(), &["a".into(), Value::unknown()]).await.map(|result| result.is_unknown()),
        Ok(true)
    );
}

#[tokio::test]
async fn an_unknown_argument_arrives_where_it_is_allowed() {
    let [text, map, _] = parameters();
    let hints = Value::map([("a", Value::unknown())]);
    let arguments = [message(&"-".into(), &text), message(&hints, &map), message(&"a".into(), &text)];
    assert_eq!(call(arguments.into_iter().flatten().collect()).await, Ok("a".into()));
}

#[tokio::test]
async fn too_few_arguments_are_counted() {
    assert_eq!(call(Vec::new()).await, Err(("takes 2 or more arguments, got 0".to_owned(), None)));
}

#[tokio::test]
async fn a_panic_is_an_error_of_the_function() {
    let (text, _) = join("-".into(), &["panic".into()]).await.unwrap_err();
    assert!(text.contains("bug in the provider"), "{text}");
}

#[tokio::test]
async fn an_unknown_function_is_named() {
    let request = tf::call_function::Request { name: "shout".to_owned(), arguments: Vec::new() };
    let response = Service::new(Subject).call_function(Request::new(request)).await.unwrap().into_inner();
    assert!(response.error.unwrap().text.contains("no function shout"));
}

#[tokio::test]
async fn signatures_are_offered_with_and_without_the_schema() {
    let service = Service::new(Subject);
    let functions = service.get_functions(Request::new(tf::get_functions::Request {})).await.unwrap();
    let schema =
        service.get_provider_schema(Request::new(tf::get_provider_schema::Request {})).await.unwrap();
    let functions = functions.into_inner().functions;
    assert_eq!(functions, schema.into_inner().functions);
    let join = &functions["join"];
    assert_eq!(join.parameters.len(), 2);
    assert!(join.parameters[0].allow_null_value && !join.parameters[0].allow_unknown_values);
    assert_eq!(join.variadic_parameter.as_ref().unwrap().name, "text");
    assert_eq!(join.r#return.as_ref().unwrap().r#type, br#""string""#);
}
