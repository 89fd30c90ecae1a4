// What the guide's examples stand on and do not show: a remote side, and a provider around what an example defines.

#[allow(unused_imports)]
use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
#[allow(unused_imports)]
use tfplugin_framework::{testing::*, *};

/// Objects of one number each, by ID.
#[allow(dead_code)]
#[derive(Debug, Default)]
struct Cloud {
    objects: Mutex<BTreeMap<String, i64>>,
    created: AtomicUsize,
    asked: AtomicUsize,
}

/// What the remote side refused.
#[allow(dead_code)]
#[derive(Debug, thiserror::Error)]
enum CloudError {
    #[error("there is no {0}")]
    NotFound(String),
}

impl From<CloudError> for Diagnostics {
    fn from(error: CloudError) -> Self {
        Diagnostic::from_error("The cloud refused", &error).into()
    }
}

#[allow(dead_code)]
impl Cloud {
    async fn create(&self, kind: &str, size: i64) -> Result<String, CloudError> {
        let id = format!("{kind}-{}", self.created.fetch_add(1, Ordering::Relaxed) + 1);
        self.objects.lock().unwrap().insert(id.clone(), size);
        Ok(id)
    }

    async fn ids(&self) -> Result<Vec<String>, CloudError> {
        Ok(self.objects.lock().unwrap().keys().cloned().collect())
    }

    async fn size(&self, id: &str) -> Result<Option<i64>, CloudError> {
        Ok(self.objects.lock().unwrap().get(id).copied())
    }

    async fn resize(&self, id: &str, size: i64) -> Result<(), CloudError> {
        let mut objects = self.objects.lock().unwrap();
        *objects.get_mut(id).ok_or_else(|| CloudError::NotFound(id.into()))? = size;
        Ok(())
    }

    async fn delete(&self, id: &str) -> Result<(), CloudError> {
        self.objects.lock().unwrap().remove(id);
        Ok(())
    }

    /// Starting at first.
    async fn status(&self, _: &str) -> Result<Option<&'static str>, CloudError> {
        let first = self.asked.fetch_add(1, Ordering::Relaxed) == 0;
        Ok(Some(if first { "Starting" } else { "Ready" }))
    }
}

/// The provider block, which has nothing to set.
#[derive(Clone, Debug, Model)]
#[allow(dead_code)]
struct NoSettings {}

/// `provider!(|registry| { registry.resource(Servers); })`: a provider `Acme` with the client `Cloud`.
#[allow(unused_macros)]
macro_rules! provider {
    (|$registry:ident| $register:block) => {
        struct Acme;

        impl Provider for Acme {
            type Config = NoSettings;
            type Client = Cloud;
            const ADDRESS: &'static str = "registry.terraform.io/example/acme";
            const VERSION: &'static str = "1.0.0";

            fn register(&self, $registry: &mut Registry<Self>) $register

            async fn configure(&self, _: &Context, _: NoSettingsPlan) -> Result<Configured<Cloud>, Diagnostics> {
                Ok(Configured::Ready(Cloud::default()))
            }
        }
    };
}

/// The four functions of a resource of which an example shows others. Its model has `size` and `id`.
#[allow(unused_macros)]
macro_rules! crud {
    ($model:ident) => {
        async fn create(
            &self, _: &Context, cloud: &Cloud, mut plan: $model, saved: &Saved<$model>,
        ) -> Result<$model, Diagnostics> {
            plan.id = Some(cloud.create("server", plan.size).await?);
            saved.record(&plan);
            Ok(plan)
        }

        async fn read(&self, _: &Context, cloud: &Cloud, state: $model) -> Result<Option<$model>, Diagnostics> {
            let id = state.id.clone().unwrap_or_default();
            Ok(cloud.size(&id).await?.map(|size| $model { size, ..state }))
        }

        async fn update(
            &self, _: &Context, cloud: &Cloud, _: $model, plan: $model, _: &Saved<$model>,
        ) -> Result<$model, Diagnostics> {
            cloud.resize(&plan.id.clone().unwrap_or_default(), plan.size).await?;
            Ok(plan)
        }

        async fn delete(&self, _: &Context, cloud: &Cloud, state: $model) -> Result<(), Diagnostics> {
            Ok(cloud.delete(&state.id.unwrap_or_default()).await?)
        }
    };
}

/// Runs the asynchronous end of an example, with a clock that does not make it wait.
#[allow(dead_code)]
fn run(example: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap().block_on(example);
}
