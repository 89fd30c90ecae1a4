//! `#[derive(Arguments)]`: the arguments of a function.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{
    Data, DeriveInput, Error, Fields, GenericArgument, Ident, PathArguments, Result, Type,
    ext::IdentExt as _, spanned::Spanned as _,
};

use crate::parse::{description, gather, inside};

/// The implementation of `Arguments`, and a constant for each argument.
pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let arguments = arguments(input)?;
    let (name, visibility, documentation) = (&input.ident, &input.vis, description(&input.attrs));
    let constants =
        arguments.iter().enumerate().map(|(index, argument)| argument.constant(visibility, index));
    let parameters = arguments.iter().filter(|argument| !argument.variadic).map(Argument::parameter);
    let variadic = arguments.iter().find(|argument| argument.variadic).map_or_else(
        || quote! { ::core::option::Option::None },
        |argument| {
            let parameter = argument.parameter();
            quote! { ::core::option::Option::Some(#parameter) }
        },
    );
    let reads = arguments.iter().map(Argument::read);
    let values = if arguments.is_empty() {
        quote! { _ }
    } else {
        quote! { values }
    };
    let reader = (!arguments.is_empty()).then(|| {
        quote_spanned! { Span::mixed_site() =>
            let mut reader = ::tfplugin_framework::function::derive::Values::of(#values);
        }
    });
    let fields = arguments.iter().map(|argument| &argument.ident);
    Ok(quote_spanned! { Span::mixed_site() =>
        #[allow(dead_code)]
        impl #name {
            #(#constants)*
        }

        #[automatically_derived]
        impl ::tfplugin_framework::function::Arguments for #name {
            const DOCUMENTATION: &'static str = #documentation;

            fn parameters() -> (
                ::std::vec::Vec<::tfplugin_framework::function::Parameter>,
                ::core::option::Option<::tfplugin_framework::function::Parameter>,
            ) {
                (::std::vec![#(#parameters),*], #variadic)
            }

            fn from_values(
                #values: &[::tfplugin_framework::Value],
            ) -> ::core::result::Result<Self, ::tfplugin_framework::FunctionError> {
                #reader
                #(#reads)*
                ::core::result::Result::Ok(Self { #(#fields),* })
            }
        }
    })
}

struct Argument {
    ident: Ident,
    /// The type of one argument, with every `Attr` taken away.
    ty: Type,
    description: String,
    unknown: bool,
    variadic: bool,
}

impl Argument {
    fn name(&self) -> String {
        self.ident.unraw().to_string()
    }

    fn constant(&self, visibility: &syn::Visibility, index: usize) -> TokenStream {
        let name = format_ident!("{}", self.name().to_uppercase(), span = self.ident.span());
        let documentation = format!("The argument `{}`, for errors about it.", self.name());
        let (ty, make) = if self.variadic {
            (quote! { Variadic }, quote! { variadic })
        } else {
            (quote! { Argument }, quote! { argument })
        };
        quote! {
            #[doc = #documentation]
            #visibility const #name: ::tfplugin_framework::function::#ty =
                ::tfplugin_framework::function::derive::#make(#index);
        }
    }

    fn parameter(&self) -> TokenStream {
        let (ty, name, description, unknown) = (&self.ty, self.name(), &self.description, self.unknown);
        quote_spanned! { ty.span() =>
            ::tfplugin_framework::function::derive::parameter::<#ty>(#name, #description, #unknown)
        }
    }

    fn read(&self) -> TokenStream {
        let (ident, ty, name) = (&self.ident, &self.ty, self.name());
        let method = match (self.variadic, self.unknown) {
            (false, false) => "read",
            (false, true) => "read_plan",
            (true, false) => "read_rest",
            (true, true) => "read_rest_plan",
        };
        let method = Ident::new(method, Span::mixed_site());
        quote_spanned! { Span::mixed_site() => let #ident = reader.#method::<#ty>(#name)?; }
    }
}

fn arguments(input: &DeriveInput) -> Result<Vec<Argument>> {
    let advice = "#[derive(Arguments)] needs a struct with named fields: each field becomes an argument";
    let Data::Struct(data) = &input.data else { return Err(Error::new(input.ident.span(), advice)) };
    let fields = match &data.fields {
        Fields::Named(fields) => &fields.named,
        Fields::Unnamed(_) | Fields::Unit => return Err(Error::new(input.ident.span(), advice)),
    };
    if !input.generics.params.is_empty() {
        return Err(Error::new(
            input.generics.span(),
            "arguments cannot be generic: a signature has one type for each; write a struct for each",
        ));
    }
    let last = fields.len().saturating_sub(1);
    gather(fields.iter().enumerate().map(|(index, field)| argument(field, index == last)))
}

fn argument(field: &syn::Field, is_last: bool) -> Result<Argument> {
    // Fields of a struct with named fields have names.
    let Some(ident) = field.ident.clone() else {
        return Err(Error::new(field.span(), "a field without a name"));
    };
    let mut variadic = None;
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("argument")) {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("variadic") {
                return Err(meta.error("no such key; there is: variadic"));
            }
            variadic = Some(meta.path.span());
            Ok(())
        })?;
    }
    let given = match variadic {
        None => field.ty.clone(),
        Some(span) if !is_last => {
            return Err(Error::new(span, "variadic arguments follow the others; make this the last field"));
        }
        Some(span) => inside(&field.ty, "Vec").ok_or_else(|| {
            Error::new(span, "variadic arguments are any number of one type; write the type as `Vec<...>`")
        })?,
    };
    let unknown = inside(&given, "Attr").is_some();
    let ty = if unknown { without_attr(&given) } else { given };
    let description = description(&field.attrs);
    Ok(Argument { ident, ty, description, unknown, variadic: variadic.is_some() })
}

/// The type whose twin before apply this is: without `Attr` at each level.
fn without_attr(ty: &Type) -> Type {
    if let Some(inner) = inside(ty, "Attr") {
        return without_attr(&inner);
    }
    let mut ty = ty.clone();
    if let Type::Path(path) = &mut ty
        && let Some(last) = path.path.segments.last_mut()
        && let PathArguments::AngleBracketed(arguments) = &mut last.arguments
    {
        for argument in &mut arguments.args {
            if let GenericArgument::Type(inner) = argument {
                *inner = without_attr(inner);
            }
        }
    }
    ty
}
