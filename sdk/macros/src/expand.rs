//! The code: the twin, and the implementations of `Model`, `PlanModel` and `Field`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Type, ext::IdentExt, spanned::Spanned};

use crate::parse::{Field, Model};

/// Everything that `#[derive(Model)]` writes.
pub(crate) fn model(model: &Model) -> TokenStream {
    let twin = twin(model);
    let model_impl = model_impl(model);
    let plan_impl = plan_impl(model);
    let field_impl = field_impl(model);
    let plain = || model.fields.iter().filter(|field| !field.is_flattened());
    let option_is_visible = plain().filter(|field| field.inner.is_none()).map(option_is_visible);
    let fits = plain().map(fits);
    let names_are_distinct = names_are_distinct(model);
    quote! {
        #twin
        #model_impl
        #plan_impl
        #field_impl
        #(#option_is_visible)*
        #(#fits)*
        #names_are_distinct
    }
}

/// Refuses, where models are flattened, two attributes of one name, and `depends_on` an attribute that there is not.
fn names_are_distinct(model: &Model) -> Option<TokenStream> {
    let flattened = model.fields.iter().find(|field| field.is_flattened())?;
    let (name, span) = (&model.name, flattened.ident.span());
    let is_own = |ident: &&Ident| model.fields.iter().any(|field| field.ident == **ident);
    let foreign = model.fields.iter().flat_map(|field| &field.keys.depends_on).filter(|ident| !is_own(ident));
    let exist = foreign.map(|ident| {
        let attribute = ident.unraw().to_string();
        quote_spanned! { ident.span() => const _: () = ::tfplugin_framework::model::derive::check_exists(
            #attribute, <#name as ::tfplugin_framework::model::Model>::NAMES,
        ); }
    });
    Some(quote_spanned! { span =>
        const _: () = ::tfplugin_framework::model::derive::check_distinct(
            <#name as ::tfplugin_framework::model::Model>::NAMES,
        );
        #(#exist)*
    })
}

/// Refuses an `Option` behind an alias, which the macro takes for a required attribute.
fn option_is_visible(field: &Field) -> TokenStream {
    let ty = as_field(&field.ty);
    quote_spanned! { field.ty.span() =>
        const _: () = ::core::assert!(
            !#ty::NULLABLE,
            "write the type as `Option<...>` here, not behind an alias",
        );
    }
}

/// Refuses what Terraform forbids of a field for what is inside its type.
fn fits(field: &Field) -> TokenStream {
    let (ty, said) = (as_field(&field.ty), said(field));
    quote_spanned! { field.ty.span() => const _: () = #ty::FACTS.check(#said); }
}

/// What the keys of a field add to its type, as the framework's `Said`.
fn said(field: &Field) -> TokenStream {
    let keys = &field.keys;
    let (write_only, block) = (keys.write_only.is_some(), keys.block.is_some());
    let (computed, optional) = (keys.computed.is_some(), keys.optional.is_some());
    let flatten = field.is_flattened();
    quote! {
        ::tfplugin_framework::model::derive::Said {
            write_only: #write_only,
            computed: #computed,
            optional: #optional,
            block: #block,
            flatten: #flatten,
        }
    }
}

/// The struct with `Attr` everywhere.
fn twin(model: &Model) -> TokenStream {
    let (visibility, name, plan) = (&model.visibility, &model.name, &model.plan);
    let doc = format!("[`{name}`] before apply: every attribute may be null or unknown.");
    let fields = model.fields.iter().map(|field| {
        let (visibility, ident) = (&field.visibility, &field.ident);
        let ty = if field.is_flattened() { as_model(&field.ty) } else { as_field(&field.ty) };
        let doc = if field.description.is_empty() {
            format!("See [`{name}::{}`].", ident.unraw())
        } else {
            field.description.clone()
        };
        quote! { #[doc = #doc] #visibility #ident: #ty::Plan }
    });
    quote! {
        #[doc = #doc]
        #[derive(
            ::core::clone::Clone,
            ::core::fmt::Debug,
            ::core::default::Default,
            ::core::cmp::PartialEq,
        )]
        #visibility struct #plan {
            #(#fields,)*
        }
    }
}

/// A field's type, seen as one that a model may have.
fn as_field(ty: &Type) -> TokenStream {
    quote_spanned! { ty.span() => <#ty as ::tfplugin_framework::model::Field> }
}

/// A flattened field's type, seen as a model.
fn as_model(ty: &Type) -> TokenStream {
    quote_spanned! { ty.span() => <#ty as ::tfplugin_framework::model::Model> }
}

fn model_impl(model: &Model) -> TokenStream {
    let (name, plan) = (&model.name, &model.plan);
    let block = schema(model);
    let read = read(model, "read");
    let value = value(model, "to_value");
    let as_seen =
        |field: &Field| if field.is_flattened() { as_model(&field.ty) } else { as_field(&field.ty) };
    let facts = model.fields.iter().map(|field| {
        let (ty, said) = (as_seen(field), said(field));
        quote! { (#ty::FACTS, #said) }
    });
    let names = names(model);
    let lifts = model.fields.iter().map(|field| {
        let (ident, ty) = (&field.ident, as_seen(field));
        quote_spanned! { Span::mixed_site() => #ident: #ty::to_plan(&self.#ident) }
    });
    quote_spanned! { Span::mixed_site() =>
        #[automatically_derived]
        impl ::tfplugin_framework::model::Model for #name {
            type Plan = #plan;

            const FACTS: ::tfplugin_framework::model::derive::Facts =
                ::tfplugin_framework::model::derive::Facts::of_model(&[#(#facts),*]);
            const NAMES: &'static [&'static str] = #names;

            fn block() -> ::tfplugin_framework::schema::Block {
                #block
            }

            fn from_value(
                value: &::tfplugin_framework::Value,
                at: &::tfplugin_framework::Path,
            ) -> ::core::result::Result<Self, ::tfplugin_framework::Diagnostics> {
                #read
            }

            fn to_value(&self) -> ::tfplugin_framework::Value {
                #value
            }

            fn to_plan(&self) -> #plan {
                #plan { #(#lifts),* }
            }
        }

        #[automatically_derived]
        impl ::core::convert::From<#name> for #plan {
            fn from(model: #name) -> Self {
                ::tfplugin_framework::model::Model::to_plan(&model)
            }
        }
    }
}

/// The schema: its own attributes and blocks, and beside them those of flattened models.
fn schema(model: &Model) -> TokenStream {
    let description = &model.description;
    let deprecated = option(model.deprecated.as_ref());
    let attributes =
        model.fields.iter().filter(|field| field.is_attribute()).map(|field| attribute(model, field));
    let blocks = model.fields.iter().filter(|field| field.keys.block.is_some()).map(block);
    let own = quote! {
        ::tfplugin_framework::schema::Block {
            attributes: ::std::vec![#(#attributes),*],
            blocks: ::std::vec![#(#blocks),*],
            description: ::std::string::String::from(#description),
            deprecation: #deprecated,
        }
    };
    let flattened: Vec<_> =
        model.fields.iter().filter(|field| field.is_flattened()).map(|field| as_model(&field.ty)).collect();
    if flattened.is_empty() {
        return own;
    }
    quote! { ::tfplugin_framework::model::derive::flattened_block(#own, [#(#flattened::block()),*]) }
}

/// The names in HCL: its own, then those of flattened models.
fn names(model: &Model) -> TokenStream {
    let own = model.fields.iter().filter(|field| !field.is_flattened()).map(|field| &field.name);
    let own = quote! { &[#(#own),*] };
    let flattened: Vec<_> =
        model.fields.iter().filter(|field| field.is_flattened()).map(|field| as_model(&field.ty)).collect();
    if flattened.is_empty() {
        return own;
    }
    quote! {{
        const PARTS: &[&[&str]] = &[#own, #(#flattened::NAMES),*];
        const NAMES: [&str; ::tfplugin_framework::model::derive::count(PARTS)] =
            ::tfplugin_framework::model::derive::join(PARTS);
        &NAMES
    }}
}

fn plan_impl(model: &Model) -> TokenStream {
    let plan = &model.plan;
    let read = read(model, "read_plan");
    let unknowns = model.fields.iter().map(|field| {
        let (ident, ty) = (&field.ident, &field.ty);
        if field.is_flattened() {
            let ty = as_model(ty);
            return quote! { #ident: <#ty::Plan as ::tfplugin_framework::model::PlanModel>::unknown() };
        }
        quote! { #ident: ::tfplugin_framework::model::derive::unknown::<#ty>() }
    });
    let value = value(model, "plan_to_value");
    quote_spanned! { Span::mixed_site() =>
        #[automatically_derived]
        impl ::tfplugin_framework::model::PlanModel for #plan {
            fn unknown() -> Self {
                Self { #(#unknowns),* }
            }

            fn from_value(
                value: &::tfplugin_framework::Value,
                at: &::tfplugin_framework::Path,
            ) -> ::core::result::Result<Self, ::tfplugin_framework::Diagnostics> {
                #read
            }

            fn to_value(&self) -> ::tfplugin_framework::Value {
                #value
            }
        }
    }
}

/// The body of a `from_value`: reads every field, then gives all errors or the struct.
fn read(model: &Model, method: &str) -> TokenStream {
    let fields_of = quote! { ::tfplugin_framework::model::derive::Fields::of };
    if model.fields.is_empty() {
        return quote_spanned! { Span::mixed_site() => #fields_of(value, at).map(|_| Self {}) };
    }
    let block_method = Ident::new(&format!("{method}_block"), Span::mixed_site());
    let flat_method = Ident::new(&format!("{method}_flattened"), Span::mixed_site());
    let method = Ident::new(method, Span::mixed_site());
    let idents: Vec<_> = model.fields.iter().map(|field| &field.ident).collect();
    let reads = model.fields.iter().map(|field| {
        let (ident, ty, name) = (&field.ident, &field.ty, &field.name);
        if field.is_flattened() {
            return quote_spanned! { Span::mixed_site() => let #ident = fields.#flat_method::<#ty>(); };
        }
        if field.keys.block.is_some() {
            return quote_spanned! { Span::mixed_site() => let #ident = fields.#block_method::<#ty>(#name); };
        }
        let sensitive = field.keys.sensitive.is_some() || field.keys.write_only.is_some();
        quote_spanned! { Span::mixed_site() => let #ident = fields.#method::<#ty>(#name, #sensitive); }
    });
    quote_spanned! { Span::mixed_site() =>
        let mut fields = #fields_of(value, at)?;
        #(#reads)*
        let (#(::core::option::Option::Some(#idents),)*) = (#(#idents,)*) else {
            return ::core::result::Result::Err(fields.into_errors());
        };
        ::core::result::Result::Ok(Self { #(#idents),* })
    }
}

/// The body of a `to_value`.
fn value(model: &Model, method: &str) -> TokenStream {
    let to_value = if method == "to_value" {
        quote! { ::tfplugin_framework::model::Model::to_value }
    } else {
        quote! { ::tfplugin_framework::model::PlanModel::to_value }
    };
    let method = Ident::new(method, Span::mixed_site());
    let own = model.fields.iter().filter(|field| !field.is_flattened()).map(|field| {
        let (ident, ty, name) = (&field.ident, &field.ty, &field.name);
        let as_field = as_field(ty);
        let value = quote_spanned! { Span::mixed_site() => #as_field::#method(&self.#ident) };
        if field.keys.block.is_some() {
            quote! { (#name, ::tfplugin_framework::model::derive::block_value::<#ty>(#value)) }
        } else {
            quote! { (#name, #value) }
        }
    });
    let own = quote! { ::tfplugin_framework::Value::object::<&str>([#(#own),*]) };
    let flattened: Vec<_> = model.fields.iter().filter(|field| field.is_flattened()).collect();
    if flattened.is_empty() {
        return own;
    }
    let flattened = flattened.into_iter().map(|field| {
        let ident = &field.ident;
        quote_spanned! { Span::mixed_site() => #to_value(&self.#ident) }
    });
    quote! { ::tfplugin_framework::model::derive::flattened(#own, [#(#flattened),*]) }
}

/// The model as a nested attribute of another.
fn field_impl(model: &Model) -> TokenStream {
    let (name, plan) = (&model.name, &model.plan);
    quote! {
        #[automatically_derived]
        impl ::tfplugin_framework::model::Field for #name {
            type Plan = ::tfplugin_framework::Attr<#plan>;

            const FACTS: ::tfplugin_framework::model::derive::Facts =
                <Self as ::tfplugin_framework::model::Model>::FACTS;

            fn kind() -> ::tfplugin_framework::schema::AttributeKind {
                ::tfplugin_framework::schema::AttributeKind::Nested(
                    ::tfplugin_framework::schema::Nesting::Single,
                    <Self as ::tfplugin_framework::model::Model>::block().into_attributes(),
                )
            }

            fn from_value(
                value: &::tfplugin_framework::Value,
                at: &::tfplugin_framework::Path,
            ) -> ::core::result::Result<Self, ::tfplugin_framework::Diagnostics> {
                <Self as ::tfplugin_framework::model::Model>::from_value(value, at)
            }

            fn to_value(&self) -> ::tfplugin_framework::Value {
                <Self as ::tfplugin_framework::model::Model>::to_value(self)
            }

            fn to_plan(&self) -> Self::Plan {
                ::tfplugin_framework::Attr::Known(<Self as ::tfplugin_framework::model::Model>::to_plan(self))
            }

            fn plan_from_value(
                value: &::tfplugin_framework::Value,
                at: &::tfplugin_framework::Path,
            ) -> ::core::result::Result<Self::Plan, ::tfplugin_framework::Diagnostics> {
                ::tfplugin_framework::model::derive::plan_attr(value, |value| {
                    <#plan as ::tfplugin_framework::model::PlanModel>::from_value(value, at)
                })
            }

            fn plan_to_value(plan: &Self::Plan) -> ::tfplugin_framework::Value {
                ::tfplugin_framework::model::derive::attr_value(
                    plan,
                    <#plan as ::tfplugin_framework::model::PlanModel>::to_value,
                )
            }
        }
    }
}

/// The schema of one attribute.
fn attribute(model: &Model, field: &Field) -> TokenStream {
    let (ty, name, keys) = (as_field(&field.ty), &field.name, &field.keys);
    let mode = match (field.inner.is_some(), keys.optional.is_some(), keys.computed.is_some()) {
        _ if keys.required.is_some() => quote! { Required },
        (false, ..) => quote! { Required },
        (true, true, true) => quote! { OptionalComputed },
        (true, false, true) => quote! { Computed },
        (true, _, false) => quote! { Optional },
    };
    let (sensitive, write_only) = (keys.sensitive.is_some(), keys.write_only.is_some());
    let (description, deprecated) = (&field.description, option(keys.deprecated.as_ref()));
    let (requires_replace, stable) = (keys.requires_replace.is_some(), keys.stable.is_some());
    let depends_on = keys.depends_on.iter().map(|ident| hcl_name(model, ident));
    let promise = match &keys.prefix {
        Some(prefix) => {
            quote_spanned! { prefix.span() => ::tfplugin_framework::Refinement::prefix(#prefix) }
        }
        None if keys.never_null.is_some() => quote! { ::tfplugin_framework::Refinement::not_null() },
        None => quote! { ::core::default::Default::default() },
    };
    let default = keys.default.as_ref().map_or_else(
        || quote! { ::core::option::Option::None },
        |expr| {
            let value = default_value(field, expr);
            quote! { ::core::option::Option::Some(#value) }
        },
    );
    let equivalence = quote! { ::tfplugin_framework::schema::Equivalence };
    let equivalent = match (&keys.equivalent, &keys.equivalent_results) {
        (Some(path), _) => quote_spanned! { path.span() =>
            ::core::option::Option::Some(#equivalence::by_test(#path))
        },
        (None, Some(path)) => quote_spanned! { path.span() =>
            ::core::option::Option::Some(#equivalence::by_test(#path).in_results())
        },
        (None, None) => quote! { #ty::equivalence() },
    };
    let validators = keys.validate.iter().map(|expr| {
        quote_spanned! { expr.span() => {
            let validator: ::std::sync::Arc<dyn ::tfplugin_framework::schema::Validator> =
                ::std::sync::Arc::new(#expr);
            validator
        }}
    });
    let modifiers = modifiers(field);
    let rules = rules(model, field);
    quote! {
        ::tfplugin_framework::schema::Attribute {
            name: ::std::string::String::from(#name),
            kind: #ty::kind(),
            mode: ::tfplugin_framework::schema::Mode::#mode,
            sensitive: #sensitive || #ty::SENSITIVE,
            write_only: #write_only || #ty::FACTS.write_only,
            description: ::std::string::String::from(#description),
            deprecation: #deprecated,
            behavior: ::tfplugin_framework::schema::Behavior {
                requires_replace: #requires_replace,
                stable: #stable,
                depends_on: ::std::vec![#(::std::string::String::from(#depends_on)),*],
                promise: #promise,
                default: #default,
                equivalent: #equivalent,
                validators: ::std::vec![#(#validators),*],
                rules: ::std::vec![#(#rules),*],
                modifiers: ::std::vec![#(#modifiers),*],
            },
        }
    }
}

/// The rules that stand on the field, and those on the struct that name it as their first attribute.
fn rules(model: &Model, field: &Field) -> Vec<TokenStream> {
    let make = |key: &Ident, names: Vec<String>| {
        quote! { ::tfplugin_framework::schema::Rule::#key::<&str>([#(#names),*]) }
    };
    let is_attribute =
        |ident: &&Ident| model.fields.iter().any(|field| field.ident == **ident && field.is_attribute());
    let of_model =
        model.rules.iter().filter(|rule| rule.names.iter().find(is_attribute) == Some(&field.ident));
    let of_model =
        of_model.map(|rule| make(&rule.key, rule.names.iter().map(|name| hcl_name(model, name)).collect()));
    let own = field.keys.rules.iter().map(|rule| {
        let names = std::iter::once(&field.ident).chain(&rule.names);
        make(&rule.key, names.map(|name| hcl_name(model, name)).collect())
    });
    of_model.chain(own).collect()
}

/// The plan modifiers: conditions first, then what the author wrote.
fn modifiers(field: &Field) -> Vec<TokenStream> {
    let keys = &field.keys;
    let change = quote! { ::tfplugin_framework::schema::AttributeChange<'_> };
    let condition = |make: &str, condition: &Expr| {
        let make = Ident::new(make, Span::mixed_site());
        quote_spanned! { condition.span() =>
            ::tfplugin_framework::schema::#make(|change: &#change| -> bool { (#condition)(change) })
        }
    };
    let own = |modifier: &Expr| match modifier {
        // A closure gets its types from where it stands.
        Expr::Closure(closure) => quote_spanned! { modifier.span() =>
            |change: &mut #change| { ::tfplugin_framework::model::derive::modify_with(#closure, change) }
        },
        modifier => quote! { #modifier },
    };
    let stable_unless = keys.stable_unless.iter().map(|given| condition("stable_unless", given));
    let replace_if = keys.requires_replace_if.iter().map(|given| condition("replace_if", given));
    let modifiers = stable_unless.chain(replace_if).chain(keys.plan.iter().map(own));
    let shared = modifiers.map(|modifier| {
        quote_spanned! { modifier.span() => {
            let modifier: ::std::sync::Arc<dyn ::tfplugin_framework::schema::PlanModifier> =
                ::std::sync::Arc::new(#modifier);
            modifier
        }}
    });
    shared.collect()
}

/// The name in HCL of a field of the struct.
fn hcl_name(model: &Model, ident: &Ident) -> String {
    let field = model.fields.iter().find(|field| field.ident == *ident);
    field.map_or_else(|| ident.unraw().to_string(), |field| field.name.value())
}

/// A string literal stands for itself, whatever string type the field has; anything else is of the field's type.
fn default_value(field: &Field, expr: &Expr) -> TokenStream {
    if matches!(expr, Expr::Lit(ExprLit { lit: Lit::Str(_), .. })) {
        return quote! { ::tfplugin_framework::Value::from(#expr) };
    }
    let ty = field.inner.as_ref().unwrap_or(&field.ty);
    let as_field = as_field(ty);
    quote_spanned! { expr.span() => {
        let default: #ty = #expr;
        #as_field::to_value(&default)
    }}
}

/// The schema of one nested block.
fn block(field: &Field) -> TokenStream {
    let (ty, name, description) = (&field.ty, &field.name, &field.description);
    let items = |items: Option<&syn::LitInt>| items.map_or_else(|| quote! { 0 }, |items| quote! { #items });
    let (min, max) = (items(field.keys.min_items.as_ref()), items(field.keys.max_items.as_ref()));
    let computed = field.keys.computed.is_some();
    quote_spanned! { ty.span() =>
        ::tfplugin_framework::model::derive::nested_block::<#ty>(#name, #description, #min, #max, #computed)
    }
}

fn option(text: Option<&LitStr>) -> TokenStream {
    text.map_or_else(
        || quote! { ::core::option::Option::None },
        |text| quote! { ::core::option::Option::Some(::std::string::String::from(#text)) },
    )
}
