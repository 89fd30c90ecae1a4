//! Configurations of which part is unknown.

use crate::testing::Config;

/// The configuration with one argument unknown, for each argument, with its place.
pub(super) fn with_unknowns(config: &Config) -> Vec<(String, Config)> {
    let inside = |value: &Config, place: &str, put: &dyn Fn(Config) -> Config| -> Vec<(String, Config)> {
        let whole = (place.to_owned(), put(Config::Unknown));
        let parts = with_unknowns(value).into_iter().map(|(inner, value)| {
            let joint = if inner.starts_with('[') { "" } else { "." };
            (format!("{place}{joint}{inner}"), put(value))
        });
        std::iter::once(whole).chain(parts).collect()
    };
    match config {
        Config::Object(members) => {
            let given = members.iter().filter(|(_, value)| !matches!(value, Config::Null | Config::Unknown));
            given
                .flat_map(|(name, value)| inside(value, name, &|value| config.clone().with(name, value)))
                .collect()
        }
        Config::List(elements) => {
            let replaced = |index: usize, value: Config| {
                let elements = elements.iter().enumerate();
                Config::List(
                    elements.map(|(at, e)| if at == index { value.clone() } else { e.clone() }).collect(),
                )
            };
            let elements = elements.iter().enumerate();
            elements
                .flat_map(|(at, value)| inside(value, &format!("[{at}]"), &|value| replaced(at, value)))
                .collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    #[test]
    fn each_argument_is_made_unknown_as_a_whole_and_in_its_parts() {
        let config =
            config! { name = "n", cidrs = ["a", "b"], pool = { zones = [{ id = 1 }] }, location = null };
        let variants = with_unknowns(&config);
        let places: Vec<_> = variants.iter().map(|(place, _)| place.as_str()).collect();
        let expected = [
            "cidrs",
            "cidrs[0]",
            "cidrs[1]",
            "name",
            "pool",
            "pool.zones",
            "pool.zones[0]",
            "pool.zones[0].id",
        ];
        assert_eq!(places, expected);
        let second =
            config! { name = "n", cidrs = ["a", unknown], pool = { zones = [{ id = 1 }] }, location = null };
        assert_eq!(variants[2].1, second);
    }
}
