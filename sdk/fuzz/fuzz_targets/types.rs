//! The types as which bytes are read: the first byte chooses one.

use tfplugin_framework::Type;

pub fn chosen(data: &[u8]) -> Option<(Type, &[u8])> {
    let (first, rest) = data.split_first()?;
    let object = Type::object([
        ("any", Type::Dynamic),
        ("list", Type::list(Type::String)),
        ("number", Type::Number),
        ("set", Type::set(Type::object([("a", Type::Bool), ("b", Type::String)]))),
    ]);
    let types = [
        Type::Dynamic,
        Type::String,
        Type::Number,
        Type::list(Type::Number),
        Type::set(Type::set(Type::String)),
        Type::map(Type::Dynamic),
        Type::list(Type::object([("a", Type::Dynamic)])),
        Type::Tuple(vec![Type::Bool, Type::Dynamic, Type::map(Type::String)]),
        object,
    ];
    let index = usize::from(*first) % types.len();
    Some((types[index].clone(), rest))
}
