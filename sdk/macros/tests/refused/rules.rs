//! Rules name fields of the struct that a user may set or not.

include!("../stub/mod.rs");

#[derive(tfplugin_framework_macros::Model)]
#[model(exactly_one_of(password, pasword_wo), at_least_one_of(name, password), conflicting(password))]
#[model(required_together(password, id), prefer_write_only(password, note))]
struct Account {
    name: String,
    password: Option<String>,
    password_wo: Option<model::WriteOnly<String>>,
    #[model(conflicts_with(note))]
    note: Option<String>,
    #[model(computed)]
    id: Option<String>,
}

fn main() {}
