//! A workflow's shell steps, run in order as the service would run them.

use std::{collections::BTreeMap, fs};

use acceptance::{Outcome, World, repository};
use yaml_rust2::{Yaml, YamlLoader};

/// A workflow of the example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    GitHub,
    AzureDevOps,
}

impl Service {
    fn file(self) -> &'static str {
        match self {
            Self::GitHub => ".github/workflows/drift.yml",
            Self::AzureDevOps => "azure-pipelines.yml",
        }
    }
}

/// A shell step.
struct Step {
    name: String,
    script: String,
    environment: BTreeMap<String, String>,
    /// Also after a step that failed.
    always: bool,
}

/// What a run came to: each shell step that ran, with its exit code, and the page that it shows.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) steps: Vec<(String, i32)>,
    pub(super) summary: String,
}

/// Runs the shell steps of the workflow in the world, with these variables of the repository or pipeline.
pub(super) fn run(service: Service, world: &World, variables: &[(&str, &str)]) -> Outcome<Ran> {
    let page = world.dir().join("page.md");
    let _ = fs::remove_file(&page);
    let (mut failed, mut ran) = (false, Vec::new());
    let mut summary = String::new();
    for step in steps(service, &variables.iter().copied().collect()) {
        if failed && !step.always {
            continue;
        }
        let script = world.dir().join("step.sh");
        fs::write(&script, &step.script).unwrap();
        // `shell: bash` on GitHub; a bash step on Azure DevOps has no options.
        let options: &[&str] = match service {
            Service::GitHub => &["--noprofile", "--norc", "-eo", "pipefail"],
            Service::AzureDevOps => &["--noprofile", "--norc"],
        };
        let bash = world.program("bash").args(options).args([&script]).env("GITHUB_STEP_SUMMARY", &page);
        let bash = step.environment.iter().fold(bash, |bash, (name, value)| bash.env(name, value));
        let finished = bash.finish()?;
        let code = finished.code().unwrap();
        if let Some(uploaded) =
            finished.output.lines().find_map(|line| line.strip_prefix("##vso[task.uploadsummary]"))
        {
            summary.push_str(&fs::read_to_string(uploaded).unwrap());
        }
        failed |= code != 0;
        ran.push((step.name, code));
    }
    if page.is_file() {
        summary.push_str(&fs::read_to_string(&page).unwrap());
    }
    Ok(Ran { steps: ran, summary })
}

fn steps(service: Service, variables: &BTreeMap<&str, &str>) -> Vec<Step> {
    let file = repository().join("examples/drift-ci").join(service.file());
    let documents = YamlLoader::load_from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let document = &documents[0];
    match service {
        Service::GitHub => github(document, variables),
        Service::AzureDevOps => azure_devops(document, variables),
    }
}

fn github(document: &Yaml, variables: &BTreeMap<&str, &str>) -> Vec<Step> {
    assert_eq!(document["defaults"]["run"]["shell"].as_str(), Some("bash"));
    let job = &document["jobs"]["drift"];
    let steps = job["steps"].as_vec().unwrap().iter().filter(|step| !step["run"].is_badvalue());
    let shell = |step: &Yaml| Step {
        name: step["name"].as_str().unwrap().to_owned(),
        script: step["run"].as_str().unwrap().to_owned(),
        environment: texts(&job["env"]).map(|(name, text)| (name, evaluated(&text, variables))).collect(),
        always: match step["if"].as_str() {
            None => false,
            Some(condition) => {
                assert_eq!(condition, "${{ always() }}");
                true
            }
        },
    };
    steps.map(shell).collect()
}

fn azure_devops(document: &Yaml, variables: &BTreeMap<&str, &str>) -> Vec<Step> {
    let mut known: BTreeMap<String, String> = texts(&document["variables"]).collect();
    known.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    known.insert("System.AccessToken".to_owned(), "a token".to_owned());
    let steps = document["steps"].as_vec().unwrap().iter().filter(|step| !step["bash"].is_badvalue());
    let shell = |step: &Yaml| {
        let own = texts(&step["env"]).map(|(name, text)| {
            let variable = text.strip_prefix("$(").and_then(|text| text.strip_suffix(')'));
            let value = variable.map_or(text.clone(), |name| known[name].clone());
            (name, value)
        });
        Step {
            name: step["displayName"].as_str().unwrap().to_owned(),
            script: step["bash"].as_str().unwrap().to_owned(),
            environment: texts(&document["variables"])
                .map(|(name, _)| (name.clone(), known[&name].clone()))
                .chain(own)
                .collect(),
            always: match step["condition"].as_str() {
                None => false,
                Some(condition) => {
                    assert_eq!(condition, "always()");
                    true
                }
            },
        }
    };
    steps.map(shell).collect()
}

/// `${{ vars.NAME }}` and `${{ vars.NAME || 'otherwise' }}`.
fn evaluated(text: &str, variables: &BTreeMap<&str, &str>) -> String {
    let Some(expression) = text.strip_prefix("${{").and_then(|text| text.strip_suffix("}}")) else {
        return text.to_owned();
    };
    let (variable, otherwise) = expression.split_once("||").unwrap_or((expression, "''"));
    let name = variable.trim().strip_prefix("vars.").unwrap();
    let otherwise = otherwise.trim().trim_matches('\'');
    variables.get(name).copied().unwrap_or(otherwise).to_owned()
}

fn texts(mapping: &Yaml) -> impl Iterator<Item = (String, String)> {
    let entries = mapping.as_hash().into_iter().flatten();
    entries.map(|(name, text)| (name.as_str().unwrap().to_owned(), text.as_str().unwrap().to_owned()))
}
