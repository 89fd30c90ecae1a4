//! Operations of resources that exist in Terraform's state alone.

/// Writes the named operations of a `Resource` whose object is nothing but its state: what is planned is what is
/// stored, it stays as it is, and there is nothing to delete.
macro_rules! in_state {
    ($model:ty: $($operation:ident),+) => {
        $($crate::in_state::in_state! { @$operation $model })+
    };
    (@create $model:ty) => {
        async fn create(
            &self,
            _: &::tfplugin_framework::Context,
            _: &$crate::Client,
            plan: $model,
            _: &::tfplugin_framework::Saved<$model>,
        ) -> Result<$model, ::tfplugin_framework::Diagnostics> {
            Ok(plan)
        }
    };
    (@read $model:ty) => {
        async fn read(
            &self,
            _: &::tfplugin_framework::Context,
            _: &$crate::Client,
            state: $model,
        ) -> Result<Option<$model>, ::tfplugin_framework::Diagnostics> {
            Ok(Some(state))
        }
    };
    (@update $model:ty) => {
        async fn update(
            &self,
            _: &::tfplugin_framework::Context,
            _: &$crate::Client,
            _: $model,
            plan: $model,
            _: &::tfplugin_framework::Saved<$model>,
        ) -> Result<$model, ::tfplugin_framework::Diagnostics> {
            Ok(plan)
        }
    };
    (@delete $model:ty) => {
        async fn delete(
            &self,
            _: &::tfplugin_framework::Context,
            _: &$crate::Client,
            _: $model,
        ) -> Result<(), ::tfplugin_framework::Diagnostics> {
            Ok(())
        }
    };
}
pub(crate) use in_state;
