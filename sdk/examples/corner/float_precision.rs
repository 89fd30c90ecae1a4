//! `framework_float32_precision` and `framework_float64_precision`: numbers with more digits than a float holds.

use tfplugin_framework::{Context, Diagnostics, Model, Resource, Saved};

use crate::{Client, in_state::in_state};

/// A resource of one float, in which what is planned loses its precision on the way: it is written down as the float
/// that it was read as. Terraform gets the digits that it planned nevertheless, as they mean the same float.
macro_rules! float_precision {
    ($name:literal, $resource:ident, $model:ident { $attribute:ident: $float:ty }) => {
        pub struct $resource;

        #[derive(Clone, Debug, Model)]
        pub struct $model {
            #[model(optional, computed)]
            $attribute: Option<$float>,
        }

        impl Resource for $resource {
            type Client = Client;
            type Model = $model;

            const NAME: &'static str = $name;

            async fn create(
                &self,
                _: &Context,
                _: &Client,
                plan: $model,
                _: &Saved<$model>,
            ) -> Result<$model, Diagnostics> {
                Ok($model { $attribute: plan.$attribute.or(Some(0.0)) })
            }

            async fn update(
                &self,
                _: &Context,
                _: &Client,
                _: $model,
                plan: $model,
                _: &Saved<$model>,
            ) -> Result<$model, Diagnostics> {
                Ok($model { $attribute: plan.$attribute.or(Some(0.0)) })
            }

            in_state!($model: read, delete);
        }
    };
}

float_precision!("framework_float32_precision", Float32Precision, Float32Model { float32_attribute: f32 });
float_precision!("framework_float64_precision", Float64Precision, Float64Model { float64_attribute: f64 });
