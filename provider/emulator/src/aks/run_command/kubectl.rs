//! `kubectl`, for reading, and for the ConfigMaps that AKS reads.

use serde_json::Value;
use std::collections::BTreeMap;

use super::objects::{self, Kind, Store};
use super::{Output, print};
use crate::aks::draft::Draft;
use crate::json;
use crate::world::World;

/// The cluster that a command runs in.
pub(super) struct Cluster<'c> {
    pub(super) world: &'c World<'c>,
    pub(super) draft: &'c Draft,
    /// The number of the command, which its pod is called after.
    pub(super) command: &'c str,
}

/// The options of a command line; each may stand anywhere.
#[derive(Debug, Default)]
struct Options {
    output: String,
    namespace: Option<String>,
    everywhere: bool,
    selector: String,
    bare: bool,
    labels: bool,
    ignore_missing: bool,
    client: bool,
    literals: Vec<String>,
}

/// Why a command fails, in the words of kubectl.
struct Failure(String);

impl From<String> for Failure {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// What a step of a command gives: a database that fails is no failure of the command.
type Step<T> = Result<Result<T, Failure>, rusqlite::Error>;

/// Commands that are answered, some of them for a few kinds only.
const VERBS: &[&str] = &["get", "version", "cluster-info", "api-resources", "create", "delete"];

/// Runs `kubectl` with these arguments.
pub(super) fn run(cluster: &Cluster<'_>, arguments: &[&str]) -> rusqlite::Result<Output> {
    let verb = arguments.iter().find(|a| !a.starts_with('-')).copied().unwrap_or_default();
    let result = match options(arguments) {
        // A command that is not emulated has options of its own.
        _ if !verb.is_empty() && !VERBS.contains(&verb) => Err(unemulated(verb)),
        Err(failure) => Err(failure),
        Ok((words, options)) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            dispatch(cluster, &words, &options)?
        }
    };
    Ok(match result {
        Ok(logs) => Output { logs, code: 0 },
        Err(Failure(text)) => Output { logs: text + "\n", code: 1 },
    })
}

fn dispatch(cluster: &Cluster<'_>, words: &[&str], options: &Options) -> Step<String> {
    match words {
        ["get", what, names @ ..] => get(cluster, what, names, options),
        ["get"] => Ok(Err(Failure(
            "You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete list of \
             supported resources.\n\nerror: Required resource not specified."
                .to_owned(),
        ))),
        ["version"] => Ok(Ok(version(cluster, options))),
        ["cluster-info"] => Ok(Ok(cluster_info(cluster))),
        ["api-resources"] => Ok(Ok(print::kinds(Kind::ALL, !options.bare))),
        ["create", "configmap" | "cm", name] => create(cluster, name, options),
        ["delete", what, names @ ..] if Kind::of(what) == Some(Kind::ConfigMap) => {
            delete(cluster, names, options)
        }
        [] => Ok(Ok("kubectl controls the Kubernetes cluster manager.\n".to_owned())),
        [verb, ..] => Ok(Err(unemulated(verb))),
    }
}

fn unemulated(verb: &str) -> Failure {
    Failure(format!(
        "error: \"kubectl {verb}\" is not emulated: nothing runs behind this API server. It answers get, version, \
         cluster-info, api-resources, create configmap and delete configmap."
    ))
}

/// `get TYPE[,TYPE] [NAME...]`, `get TYPE/NAME...`.
fn get(cluster: &Cluster<'_>, what: &str, names: &[&str], options: &Options) -> Step<String> {
    let mut wanted: Vec<(Kind, Option<&str>)> = Vec::new();
    let unknown = |kind: &str| Failure(format!("error: the server doesn't have a resource type \"{kind}\""));
    if what.contains('/') {
        for pair in std::iter::once(what).chain(names.iter().copied()) {
            let Some((kind, name)) = pair.split_once('/') else {
                return Ok(Err(Failure(
                    "error: there is no need to specify a resource type as a separate argument when passing arguments \
                     in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get \
                     resource resource/<resource_name>'"
                        .to_owned(),
                )));
            };
            match Kind::of(kind) {
                Some(kind) => wanted.push((kind, Some(name))),
                None => return Ok(Err(unknown(kind))),
            }
        }
    } else {
        for kind in what.split(',') {
            let Some(found) = Kind::of(kind) else { return Ok(Err(unknown(kind))) };
            if names.is_empty() {
                wanted.push((found, None));
            }
            wanted.extend(names.iter().map(|name| (found, Some(*name))));
        }
    }
    let single = matches!(wanted.as_slice(), [(_, Some(_))]);
    let store = Store::new(cluster.world, cluster.draft, cluster.command)?;
    let mut found: Vec<(Kind, Value)> = Vec::new();
    let mut missing = Vec::new();
    for (kind, name) in wanted {
        if name.is_some() && options.everywhere {
            let text = "error: a resource cannot be retrieved by name across all namespaces";
            return Ok(Err(Failure(text.to_owned())));
        }
        let all = store.list(kind)?;
        let here = |object: &Value| {
            !kind.is_namespaced()
                || options.everywhere
                || json::text(object, "metadata.namespace") == Some(options.namespace())
        };
        let fits = |object: &Value| match name {
            Some(name) => json::text(object, "metadata.name") == Some(name),
            None => selected(object, &options.selector),
        };
        let before = found.len();
        found.extend(all.into_iter().filter(|o| here(o) && fits(o)).map(|object| (kind, object)));
        if let Some(name) = name.filter(|_| found.len() == before && !options.ignore_missing) {
            missing.push(format!("Error from server (NotFound): {} \"{name}\" not found", kind.plural()));
        }
    }
    let style = print::Style {
        output: &options.output,
        headers: !options.bare,
        labels: options.labels,
        namespaces: options.everywhere,
        single,
        now: cluster.world.now,
    };
    if found.is_empty() && missing.is_empty() && print::is_table(&options.output) {
        let text = if options.everywhere || options.ignore_missing {
            "No resources found".to_owned()
        } else {
            format!("No resources found in {} namespace.", options.namespace())
        };
        return Ok(Ok(text + "\n"));
    }
    let shown = match print::objects(&found, &style) {
        Ok(_) if found.is_empty() && single => String::new(),
        Ok(shown) => shown,
        Err(text) => return Ok(Err(Failure(text))),
    };
    Ok(if missing.is_empty() { Ok(shown) } else { Err(Failure(shown + &missing.join("\n"))) })
}

fn version(cluster: &Cluster<'_>, options: &Options) -> String {
    let server = cluster.draft.text("currentKubernetesVersion");
    let mut text = format!("Client Version: v{server}\nKustomize Version: v5.7.1\n");
    if !options.client {
        text += &format!("Server Version: v{server}\n");
    }
    text
}

fn cluster_info(cluster: &Cluster<'_>) -> String {
    let host = [cluster.draft.text("fqdn"), cluster.draft.text("privateFQDN")];
    let host = format!("https://{}:443", host.into_iter().find(|h| !h.is_empty()).unwrap_or_default());
    format!(
        "Kubernetes control plane is running at {host}\nCoreDNS is running at \
         {host}/api/v1/namespaces/kube-system/services/kube-dns:dns/proxy\n\nTo further debug and diagnose cluster \
         problems, use 'kubectl cluster-info dump'.\n"
    )
}

/// `create configmap NAME --from-literal=KEY=VALUE...`.
fn create(cluster: &Cluster<'_>, name: &str, options: &Options) -> Step<String> {
    let mut data = BTreeMap::new();
    for literal in &options.literals {
        let Some((key, value)) = literal.split_once('=') else {
            let text = format!("error: invalid literal source {literal}, expected key=value");
            return Ok(Err(Failure(text)));
        };
        data.insert(key.to_owned(), value.to_owned());
    }
    let made = objects::create_config_map(cluster.world, cluster.draft, options.namespace(), name, &data)?;
    Ok(if made {
        Ok(format!("configmap/{name} created\n"))
    } else {
        Err(Failure(format!("error: failed to create configmap: configmaps \"{name}\" already exists")))
    })
}

/// `delete configmap NAME...`.
fn delete(cluster: &Cluster<'_>, names: &[&str], options: &Options) -> Step<String> {
    if names.is_empty() {
        let text = "error: resource(s) were provided, but no name was specified";
        return Ok(Err(Failure(text.to_owned())));
    }
    let mut said = String::new();
    let mut missing = Vec::new();
    for name in names {
        if objects::delete_config_map(cluster.world, cluster.draft, options.namespace(), name)? {
            said += &format!("configmap \"{name}\" deleted from {} namespace\n", options.namespace());
        } else if !options.ignore_missing {
            missing.push(format!("Error from server (NotFound): configmaps \"{name}\" not found"));
        }
    }
    Ok(if missing.is_empty() { Ok(said) } else { Err(Failure(said + &missing.join("\n"))) })
}

impl Options {
    fn namespace(&self) -> &str {
        self.namespace.as_deref().unwrap_or("default")
    }
}

/// Takes the options out of a command line.
fn options(arguments: &[&str]) -> Result<(Vec<String>, Options), Failure> {
    let mut words = Vec::new();
    let mut options = Options::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if !argument.starts_with('-') || *argument == "-" {
            words.push((*argument).to_owned());
            continue;
        }
        // `-ojson`, `-o=json` and `-o json` are the same; so are `--output=json` and `--output json`.
        let (name, mut inline) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (*argument, None),
        };
        let name = if !name.starts_with("--") && name.len() > 2 && name.is_char_boundary(2) {
            let rest = inline.take().map(|v| format!("={v}")).unwrap_or_default();
            inline = Some(format!("{}{rest}", &name[2..]));
            &name[..2]
        } else {
            name
        };
        let mut value = || {
            let given = inline.take().or_else(|| rest.next().map(|v| (*v).to_owned()));
            given.ok_or_else(|| Failure(format!("error: flag needs an argument: {name}")))
        };
        match name {
            "-o" | "--output" => options.output = value()?,
            "-n" | "--namespace" => options.namespace = Some(value()?),
            "-l" | "--selector" => options.selector = value()?,
            "--from-literal" => options.literals.push(value()?),
            "--request-timeout" | "--kubeconfig" | "--context" | "--chunk-size" => drop(value()?),
            "-A" | "--all-namespaces" => options.everywhere = true,
            "--no-headers" => options.bare = true,
            "--show-labels" => options.labels = true,
            "--ignore-not-found" => options.ignore_missing = true,
            "--client" => options.client = true,
            "--short" | "--wait" | "--now" => {}
            other => {
                return Err(Failure(format!(
                    "error: unknown flag: {other}\nSee 'kubectl --help' for usage."
                )));
            }
        }
    }
    Ok((words, options))
}

/// Whether the labels of an object fit a selector: `a=b`, `a==b`, `a!=b`, `a`, `!a`, joined by commas.
fn selected(object: &Value, selector: &str) -> bool {
    let label =
        |name: &str| object.pointer("/metadata/labels").and_then(|l| l.get(name)).and_then(Value::as_str);
    selector.split(',').map(str::trim).filter(|part| !part.is_empty()).all(|part| {
        if let Some((name, value)) = part.split_once("!=") {
            label(name.trim()) != Some(value.trim())
        } else if let Some((name, value)) = part.split_once('=') {
            label(name.trim()) == Some(value.trim_start_matches('=').trim())
        } else if let Some(name) = part.strip_prefix('!') {
            label(name).is_none()
        } else {
            label(part).is_some()
        }
    })
}
