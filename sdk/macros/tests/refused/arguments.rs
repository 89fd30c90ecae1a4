//! Variadic arguments come last, and are any number of one type.

#[derive(tfplugin_framework_macros::Arguments)]
struct NotLast {
    #[argument(variadic)]
    texts: Vec<String>,
    separator: String,
}

#[derive(tfplugin_framework_macros::Arguments)]
struct NotMany {
    #[argument(variadic)]
    text: String,
}

#[derive(tfplugin_framework_macros::Arguments)]
struct UnknownKey {
    #[argument(optional)]
    text: String,
}

#[derive(tfplugin_framework_macros::Arguments)]
struct Unnamed(String);

#[derive(tfplugin_framework_macros::Arguments)]
struct Generic<T> {
    any: T,
}

fn main() {}
