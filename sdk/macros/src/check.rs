//! What Terraform forbids, refused while compiling, with what to do instead.

use proc_macro2::{Ident, Span};
use syn::{Error, Result, ext::IdentExt, spanned::Spanned};

use crate::parse::{Field, Model, Rule, gather, nearest};

/// Every forbidden combination in the struct.
pub(crate) fn model(model: &Model) -> Result<()> {
    let rules = gather(model.rules.iter().map(|rule| self::rule(rule, None, model))).map(|_| ());
    let fields = fields(model);
    match (rules, fields) {
        (Err(mut rules), Err(fields)) => {
            rules.combine(fields);
            Err(rules)
        }
        (rules, fields) => rules.and(fields),
    }
}

fn fields(model: &Model) -> Result<()> {
    // What is flattened is no name in HCL; what is inside is compared where the types are known.
    let names: Vec<Option<String>> =
        model.fields.iter().map(|field| (!field.is_flattened()).then(|| field.name.value())).collect();
    gather(model.fields.iter().enumerate().map(|(index, field)| {
        if let Some(name) = &names[index]
            && names[..index].contains(&names[index])
        {
            return Err(Error::new(
                field.name.span(),
                format!("there is an attribute `{name}` already; rename one"),
            ));
        }
        if field.is_flattened() {
            return flattened(field);
        }
        name(field)?;
        for rule in &field.keys.rules {
            self::rule(rule, Some(field), model)?;
        }
        if field.keys.block.is_some() { block(field) } else { attribute(field, model) }
    }))
    .map(|_| ())
}

fn name(field: &Field) -> Result<()> {
    let name = field.name.value();
    let starts_well = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_');
    let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if starts_well && plain {
        return Ok(());
    }
    Err(Error::new(
        field.name.span(),
        "names in HCL have lowercase letters, digits and underscores, and start with a letter or underscore; \
         rename the field or add `name = \"...\"`",
    ))
}

fn attribute(field: &Field, model: &Model) -> Result<()> {
    let keys = &field.keys;
    let is_option = field.inner.is_some();
    let write_only = field.write_only();
    let refuse =
        |span: Option<Span>, message: &str| span.map_or(Ok(()), |span| Err(Error::new(span, message)));
    let when = |condition: bool, span: Option<Span>| span.filter(|_| condition);

    refuse(
        when(keys.optional.is_some(), keys.required),
        "`required` and `optional` exclude each other; remove one",
    )?;
    refuse(
        when(keys.computed.is_some(), keys.required),
        "what the user must set cannot be computed; make it `optional, computed` with an `Option<...>` type, or \
         remove `computed`",
    )?;
    refuse(
        when(is_option && write_only.is_none(), keys.required),
        "a required attribute is never null; write the type without `Option<...>`",
    )?;
    refuse(
        when(!is_option, keys.optional),
        "an optional attribute may be null; write the type as `Option<...>`",
    )?;
    refuse(
        when(!is_option, keys.computed),
        "a computed attribute may still be unknown when apply starts, which reads as `None`; write the type as \
         `Option<...>`",
    )?;
    refuse(
        when(keys.computed.is_some(), write_only),
        "what is never stored cannot be computed; remove `write_only` or `computed`",
    )?;
    refuse(
        when(!is_option, write_only),
        "a write-only attribute is null in plan and state; write the type as `Option<...>`, and add `required` if the \
         user must set it",
    )?;
    let only_computed = keys.computed.is_some() && keys.optional.is_none();
    if let Some(default) = &keys.default
        && (keys.optional.is_none() || keys.computed.is_none())
    {
        let message = if write_only.is_some() {
            "what is never stored has no default; remove `default` or `write_only`"
        } else if !is_option {
            "a required attribute has no default; write the type as `Option<...>` and add `optional, computed`"
        } else if only_computed {
            "only the provider sets this attribute, so a default would never be overridden; add `optional`, or \
             set the value in `create`"
        } else {
            "Terraform accepts a default only where the provider may set the value; add `optional, computed`"
        };
        return Err(Error::new_spanned(default, message));
    }
    if let Some(validator) = keys.validate.first()
        && only_computed
    {
        return Err(Error::new_spanned(
            validator,
            "only the provider sets this attribute, so there is no user's value to validate; remove `validate`, \
             or add `optional`",
        ));
    }
    refuse(
        when(keys.computed.is_none(), keys.stable),
        "only a computed attribute can become unknown at plan; remove `stable`, or add `computed`",
    )?;
    refuse(
        when(keys.computed.is_none(), keys.stable_unless.as_ref().map(Spanned::span)),
        "only a computed attribute can become unknown at plan; remove `stable_unless`, or add `computed`",
    )?;
    refuse(
        when(
            keys.stable.is_some() || !keys.depends_on.is_empty(),
            keys.stable_unless.as_ref().map(Spanned::span),
        ),
        "`stable` and `depends_on` say already when the value stays; remove them, or `stable_unless`",
    )?;
    refuse(
        when(keys.requires_replace.is_some(), keys.requires_replace_if.as_ref().map(Spanned::span)),
        "`requires_replace` makes every change replace the resource; remove it, or `requires_replace_if`",
    )?;
    let promised = keys.never_null.or_else(|| keys.prefix.as_ref().map(Spanned::span));
    refuse(
        when(keys.computed.is_none(), promised),
        "only a computed attribute can become unknown at plan, so nothing can be promised of it; remove this, or add \
         `computed`",
    )?;
    refuse(
        when(keys.prefix.is_some(), keys.never_null),
        "a value with a prefix is never null; remove `never_null`",
    )?;
    depends_on(field, model)?;
    if let (Some(_), Some(results)) = (&keys.equivalent, &keys.equivalent_results) {
        return Err(Error::new_spanned(
            results,
            "`equivalent` says the same and more: also another spelling in the configuration is no change; remove one",
        ));
    }
    let items = keys.min_items.as_ref().or(keys.max_items.as_ref());
    match items {
        Some(items) => Err(Error::new(
            items.span(),
            "only blocks are counted by Terraform; add `block`, or use a validator for the length",
        )),
        None => Ok(()),
    }
}

/// A rule is about fields of the struct that a user may set or not.
fn rule(rule: &Rule, on: Option<&Field>, model: &Model) -> Result<()> {
    let least = if on.is_some() { 1 } else { 2 };
    if rule.names.len() < least {
        let message = format!("name the fields that it is about: `{}(a, b)`", rule.key);
        return Err(Error::new(rule.key.span(), message));
    }
    let is_sum = rule.key.to_string().ends_with("sum_of");
    for (index, ident) in rule.names.iter().enumerate() {
        let field = named(ident, model)?;
        if field.is_flattened() {
            return Err(Error::new(
                ident.span(),
                "a rule is about attributes, and a flattened model has many; put the rule on that model",
            ));
        }
        if rule.names[..index].contains(ident) || on.is_some_and(|on| on.ident == *ident) {
            return Err(Error::new(ident.span(), "named twice; remove it here"));
        }
        if field.keys.computed.is_some() && field.keys.optional.is_none() {
            return Err(Error::new(
                ident.span(),
                "only the provider sets this attribute, so a rule for the user's configuration cannot be about it",
            ));
        }
        let required = field.keys.required.is_some() || field.inner.is_none() && field.keys.block.is_none();
        if required && !is_sum {
            return Err(Error::new(
                ident.span(),
                "a required attribute is always set; write its type as `Option<...>`, or leave it out of the rule",
            ));
        }
    }
    let alternative = rule.names.get(1).map(|ident| named(ident, model)).transpose()?;
    if rule.key == "prefer_write_only"
        && let Some(alternative) = alternative
        && (rule.names.len() > 2 || alternative.write_only().is_none())
    {
        let message =
            "name two fields: the one that is stored, and its alternative of a type `Option<WriteOnly<...>>`";
        return Err(Error::new(rule.key.span(), message));
    }
    let blocks_only =
        rule.names.iter().all(|ident| named(ident, model).is_ok_and(|field| field.keys.block.is_some()));
    if on.is_none() && blocks_only {
        return Err(Error::new(
            rule.key.span(),
            "a rule is about one attribute at least, not about blocks alone",
        ));
    }
    Ok(())
}

/// The field of this name.
fn named<'a>(ident: &Ident, model: &'a Model) -> Result<&'a Field> {
    model.fields.iter().find(|field| field.ident == *ident).ok_or_else(|| {
        let fields = model.fields.iter().map(|field| field.ident.unraw().to_string());
        let message = match nearest(&ident.unraw().to_string(), fields) {
            Some(nearest) => format!("no field of this name in this struct; did you mean `{nearest}`?"),
            None => "no field of this name in this struct".to_owned(),
        };
        Error::new(ident.span(), message)
    })
}

fn depends_on(field: &Field, model: &Model) -> Result<()> {
    let keys = &field.keys;
    let Some(first) = keys.depends_on.first() else { return Ok(()) };
    if keys.computed.is_none() {
        return Err(Error::new(
            first.span(),
            "only a computed attribute can become unknown at plan; remove `depends_on`, or add `computed`",
        ));
    }
    if keys.stable.is_some() {
        return Err(Error::new(
            first.span(),
            "`stable` says that the value never changes, `depends_on` when it does; remove one",
        ));
    }
    gather(keys.depends_on.iter().map(|name| {
        if *name == field.ident {
            return Err(Error::new(name.span(), "an attribute cannot depend on itself; remove it here"));
        }
        // Whether a flattened model has the name is asked where its type is known.
        let flattened = model.fields.iter().any(Field::is_flattened);
        if flattened { Ok(()) } else { named(name, model).map(|_| ()) }
    }))
    .map(|_| ())
}

/// A flattened model says everything of its attributes itself.
fn flattened(field: &Field) -> Result<()> {
    let keys = &field.keys;
    let of_blocks = [
        ("block", keys.block),
        ("computed", keys.computed),
        ("name", keys.name.as_ref().map(syn::LitStr::span)),
        ("min_items", keys.min_items.as_ref().map(syn::LitInt::span)),
        ("max_items", keys.max_items.as_ref().map(syn::LitInt::span)),
    ];
    match of_blocks
        .into_iter()
        .find_map(|(key, span)| Some((key, span?)))
        .or_else(|| said_of_attributes(field))
    {
        Some((key, span)) => Err(Error::new(
            span,
            format!(
                "`{key}` is said of an attribute, and a flattened model has many; put it on the fields of that model, \
                 or remove `flatten` to have a nested attribute"
            ),
        )),
        None => Ok(()),
    }
}

fn block(field: &Field) -> Result<()> {
    let keys = &field.keys;
    if let (Some(computed), Some(_)) = (keys.computed, &keys.min_items) {
        return Err(Error::new(
            computed,
            "blocks that the provider makes where the user writes none are never missing; remove `computed` or `min_items`",
        ));
    }
    match said_of_attributes(field) {
        Some((key, span)) => Err(Error::new(
            span,
            format!(
                "`{key}` is said of attributes, not of blocks; put it on the fields of the nested model, or remove \
                 `block` to have a nested attribute"
            ),
        )),
        None => Ok(()),
    }
}

/// What is said of the field and can only be said of an attribute.
fn said_of_attributes(field: &Field) -> Option<(&'static str, Span)> {
    let keys = &field.keys;
    let spans = [
        ("required", keys.required),
        ("optional", keys.optional),
        ("sensitive", keys.sensitive),
        ("write_only", field.write_only()),
        ("requires_replace", keys.requires_replace),
        ("requires_replace_if", keys.requires_replace_if.as_ref().map(Spanned::span)),
        ("stable", keys.stable),
        ("stable_unless", keys.stable_unless.as_ref().map(Spanned::span)),
        ("a rule", keys.rules.first().map(|rule| rule.key.span())),
        ("plan", keys.plan.first().map(Spanned::span)),
        ("never_null", keys.never_null),
        ("prefix", keys.prefix.as_ref().map(Spanned::span)),
        ("depends_on", keys.depends_on.first().map(Ident::span)),
        ("default", keys.default.as_ref().map(Spanned::span)),
        ("equivalent", keys.equivalent.as_ref().map(Spanned::span)),
        ("equivalent_results", keys.equivalent_results.as_ref().map(Spanned::span)),
        ("validate", keys.validate.first().map(Spanned::span)),
        ("deprecated", keys.deprecated.as_ref().map(syn::LitStr::span)),
    ];
    spans.into_iter().find_map(|(key, span)| Some((key, span?)))
}
