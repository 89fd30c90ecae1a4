//! From the struct to what is said about it.

use proc_macro2::Span;
use syn::{
    Attribute, Data, DeriveInput, Error, Expr, ExprLit, Fields, GenericArgument, Ident, Lit, LitInt, LitStr,
    Meta, Path, PathArguments, Result, Token, Type, Visibility, ext::IdentExt, meta::ParseNestedMeta,
    punctuated::Punctuated, spanned::Spanned,
};

/// A struct under `#[derive(Model)]`.
pub(crate) struct Model {
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// The name of the twin.
    pub(crate) plan: Ident,
    pub(crate) description: String,
    pub(crate) deprecated: Option<LitStr>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) fields: Vec<Field>,
}

/// Which fields go together: the key, and the fields that it names.
pub(crate) struct Rule {
    pub(crate) key: Ident,
    pub(crate) names: Vec<Ident>,
}

/// The rules that stand on the struct.
const RULES: &[&str] =
    &["exactly_one_of", "at_least_one_of", "conflicting", "required_together", "prefer_write_only"];

/// The rules that stand on a field, which is the first of those that they are about.
const FIELD_RULES: &[&str] =
    &["conflicts_with", "requires", "at_least_sum_of", "at_most_sum_of", "equals_sum_of"];

/// A field and what its `#[model(...)]` says.
pub(crate) struct Field {
    pub(crate) visibility: Visibility,
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    /// What is inside the `Option`, if the type is one.
    pub(crate) inner: Option<Type>,
    /// The name in HCL.
    pub(crate) name: LitStr,
    pub(crate) description: String,
    pub(crate) keys: Keys,
}

/// What may stand in `#[model(...)]` on a field. Flags carry where they stand, for messages.
#[derive(Default)]
pub(crate) struct Keys {
    pub(crate) required: Option<Span>,
    pub(crate) optional: Option<Span>,
    pub(crate) computed: Option<Span>,
    pub(crate) sensitive: Option<Span>,
    pub(crate) write_only: Option<Span>,
    pub(crate) requires_replace: Option<Span>,
    pub(crate) stable: Option<Span>,
    pub(crate) block: Option<Span>,
    pub(crate) flatten: Option<Span>,
    pub(crate) never_null: Option<Span>,
    pub(crate) prefix: Option<Expr>,
    pub(crate) depends_on: Vec<Ident>,
    pub(crate) default: Option<Expr>,
    pub(crate) equivalent: Option<Path>,
    pub(crate) equivalent_results: Option<Path>,
    pub(crate) validate: Vec<Expr>,
    pub(crate) plan: Vec<Expr>,
    /// Their names are those beside the field itself.
    pub(crate) rules: Vec<Rule>,
    pub(crate) requires_replace_if: Option<Expr>,
    pub(crate) stable_unless: Option<Expr>,
    pub(crate) deprecated: Option<LitStr>,
    pub(crate) name: Option<LitStr>,
    pub(crate) min_items: Option<LitInt>,
    pub(crate) max_items: Option<LitInt>,
}

const FIELD_KEYS: &[&str] = &[
    "required",
    "optional",
    "computed",
    "sensitive",
    "write_only",
    "requires_replace",
    "requires_replace_if",
    "stable",
    "stable_unless",
    "block",
    "flatten",
    "never_null",
    "prefix",
    "depends_on",
    "default",
    "equivalent",
    "equivalent_results",
    "validate",
    "plan",
    "deprecated",
    "name",
    "min_items",
    "max_items",
];

/// Reads the struct; every mistake in it is reported, not only the first.
pub(crate) fn model(input: &DeriveInput) -> Result<Model> {
    let fields = named_fields(input)?;
    if !input.generics.params.is_empty() {
        return Err(Error::new(
            input.generics.span(),
            "a model cannot be generic: a schema describes one set of attributes; write a struct for each",
        ));
    }
    let mut plan = Ident::new(&format!("{}Plan", input.ident.unraw()), input.ident.span());
    let mut deprecated = None;
    let mut rules = Vec::new();
    for attribute in model_attributes(&input.attrs) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("plan") {
                plan = meta.value()?.parse::<LitStr>()?.parse()?;
            } else if meta.path.is_ident("deprecated") {
                deprecated = Some(meta.value()?.parse()?);
            } else if let Some(key) = meta.path.get_ident().filter(|key| RULES.iter().any(|rule| key == rule))
            {
                rules.push(Rule { key: key.clone(), names: names(&meta)? });
            } else {
                return Err(meta.error(unknown_key(&meta, &[&["plan", "deprecated"], RULES].concat())));
            }
            Ok(())
        })?;
    }
    Ok(Model {
        visibility: input.vis.clone(),
        name: input.ident.clone(),
        plan,
        description: description(&input.attrs),
        deprecated,
        rules,
        fields: gather(fields.named.iter().map(field))?,
    })
}

/// Every value, or every error.
pub(crate) fn gather<T>(results: impl Iterator<Item = Result<T>>) -> Result<Vec<T>> {
    let mut values = Vec::new();
    let mut errors: Option<Error> = None;
    for result in results {
        match (result, &mut errors) {
            (Ok(value), _) => values.push(value),
            (Err(error), Some(errors)) => errors.combine(error),
            (Err(error), none) => *none = Some(error),
        }
    }
    errors.map_or(Ok(values), Err)
}

fn named_fields(input: &DeriveInput) -> Result<&syn::FieldsNamed> {
    let advice = "#[derive(Model)] needs a struct with named fields: each field becomes an attribute";
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Ok(fields),
            Fields::Unnamed(_) | Fields::Unit => Err(Error::new(input.ident.span(), advice)),
        },
        Data::Enum(_) => Err(Error::new(
            input.ident.span(),
            "#[derive(Model)] needs a struct with named fields; for one word of several, implement \
             `tfplugin_framework::model::Text` for the enum and use it as the type of a field",
        )),
        Data::Union(_) => Err(Error::new(input.ident.span(), advice)),
    }
}

fn field(field: &syn::Field) -> Result<Field> {
    // Fields of a struct with named fields have names.
    let Some(ident) = field.ident.clone() else {
        return Err(Error::new(field.span(), "a field without a name"));
    };
    let mut keys = Keys::default();
    for attribute in model_attributes(&field.attrs) {
        attribute.parse_nested_meta(|meta| key(&mut keys, &meta))?;
    }
    let inner = inside(&field.ty, "Option");
    if let (Some(inner), Some(_)) = (&inner, keys.flatten) {
        // Refused here, because no code for it would compile.
        return Err(Error::new_spanned(
            inner,
            "flattened attributes stand beside the others whether they are set or not; write the type without \
             `Option<...>`",
        ));
    }
    let name = keys.name.clone().unwrap_or_else(|| LitStr::new(&ident.unraw().to_string(), ident.span()));
    Ok(Field {
        visibility: field.vis.clone(),
        ty: field.ty.clone(),
        inner,
        name,
        description: description(&field.attrs),
        keys,
        ident,
    })
}

fn key(keys: &mut Keys, meta: &ParseNestedMeta<'_>) -> Result<()> {
    let name = meta.path.get_ident().map(Ident::to_string).unwrap_or_default();
    let span = meta.path.span();
    match name.as_str() {
        "required" => flag(&mut keys.required, span),
        "optional" => flag(&mut keys.optional, span),
        "computed" => flag(&mut keys.computed, span),
        "sensitive" => flag(&mut keys.sensitive, span),
        "write_only" => flag(&mut keys.write_only, span),
        "requires_replace" => flag(&mut keys.requires_replace, span),
        "stable" => flag(&mut keys.stable, span),
        "block" => flag(&mut keys.block, span),
        "flatten" => flag(&mut keys.flatten, span),
        "never_null" => flag(&mut keys.never_null, span),
        "prefix" => once(&mut keys.prefix, meta),
        "default" => once(&mut keys.default, meta),
        "equivalent" => once(&mut keys.equivalent, meta),
        "equivalent_results" => once(&mut keys.equivalent_results, meta),
        "requires_replace_if" => once(&mut keys.requires_replace_if, meta),
        "stable_unless" => once(&mut keys.stable_unless, meta),
        "deprecated" => once(&mut keys.deprecated, meta),
        "name" => once(&mut keys.name, meta),
        "min_items" => once(&mut keys.min_items, meta),
        "max_items" => once(&mut keys.max_items, meta),
        "validate" => {
            keys.validate.push(meta.value()?.parse()?);
            Ok(())
        }
        "plan" => {
            keys.plan.push(meta.value()?.parse()?);
            Ok(())
        }
        "depends_on" => {
            keys.depends_on.extend(names(meta)?);
            Ok(())
        }
        rule if FIELD_RULES.contains(&rule) => {
            keys.rules.push(Rule { key: Ident::new(rule, span), names: names(meta)? });
            Ok(())
        }
        _ => Err(meta.error(unknown_key(meta, &[FIELD_KEYS, FIELD_RULES].concat()))),
    }
}

/// The fields in `key(a, b)`.
fn names(meta: &ParseNestedMeta<'_>) -> Result<Vec<Ident>> {
    let names;
    syn::parenthesized!(names in meta.input);
    let names = Punctuated::<Ident, Token![,]>::parse_terminated_with(&names, Ident::parse_any)?;
    Ok(names.into_iter().collect())
}

fn flag(flag: &mut Option<Span>, span: Span) -> Result<()> {
    match flag.replace(span) {
        None => Ok(()),
        Some(_) => Err(Error::new(span, "said twice; remove one")),
    }
}

fn once<T: syn::parse::Parse>(slot: &mut Option<T>, meta: &ParseNestedMeta<'_>) -> Result<()> {
    match slot.replace(meta.value()?.parse()?) {
        None => Ok(()),
        Some(_) => Err(Error::new(meta.path.span(), "said twice; remove one")),
    }
}

fn unknown_key(meta: &ParseNestedMeta<'_>, known: &[&str]) -> String {
    let name = meta.path.get_ident().map(Ident::to_string).unwrap_or_default();
    match nearest(&name, known.iter().map(|known| (*known).to_owned())) {
        Some(nearest) => format!("no such key; did you mean `{nearest}`?"),
        None => format!("no such key; there are: {}", known.join(", ")),
    }
}

/// The one of `known` that a mistyped `name` was meant to be.
pub(crate) fn nearest(name: &str, known: impl Iterator<Item = String>) -> Option<String> {
    known
        .map(|known| (distance(&known, name), known))
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map(|best| best.1)
}

/// How many letters must be put in, taken out or changed (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (above, letter) in left.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], above + 1);
        for (index, other) in right.chars().enumerate() {
            let changed = diagonal + usize::from(letter != other);
            diagonal = row[index + 1];
            row[index + 1] = changed.min(diagonal + 1).min(row[index] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

fn model_attributes(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("model"))
}

/// The doc comment as Markdown: the space after each `///` and blank lines around are dropped.
pub(crate) fn description(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    let lines: Vec<String> = lines
        .flat_map(|text| text.split('\n').map(str::to_owned).collect::<Vec<_>>())
        .map(|line| line.strip_prefix(' ').unwrap_or(&line).trim_end().to_owned())
        .collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

impl Field {
    /// Whether the field stands for the attributes of a model at the same level, and not for one of its own.
    pub(crate) fn is_flattened(&self) -> bool {
        self.keys.flatten.is_some()
    }

    /// Whether the field is one attribute.
    pub(crate) fn is_attribute(&self) -> bool {
        self.keys.block.is_none() && !self.is_flattened()
    }

    /// Where it is said that the value is never stored: by the key or by the type.
    pub(crate) fn write_only(&self) -> Option<Span> {
        let guarded = |ty: &Type| inside(ty, "WriteOnly").map(|_| ty.span());
        self.keys.write_only.or_else(|| guarded(self.inner.as_ref().unwrap_or(&self.ty)))
    }
}

/// What is inside `name<...>`, however its path is written.
pub(crate) fn inside(ty: &Type, name: &str) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) => Some(inner.clone()),
        _ => None,
    }
}
