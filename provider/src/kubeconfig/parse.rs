//! What is in a kubeconfig, which is YAML: the cluster and the user of its current context.
//!
//! Nothing here quotes what it reads, because whatever it is may be a secret.

use std::{collections::BTreeMap, fmt};

use base64::{Engine, engine::general_purpose::STANDARD};
use tfplugin_framework::model::Sensitive;
use yaml_rust2::{Yaml, YamlLoader};

use super::model::{Exec, Kubeconfig};

/// A kubeconfig that is not what kubectl would read, in a few words without its content.
#[derive(Debug, PartialEq)]
pub(super) struct NotAKubeconfig(&'static str);

impl fmt::Display for NotAKubeconfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the kubeconfig {}", self.0)
    }
}

impl std::error::Error for NotAKubeconfig {}

/// What was asked for, completed with the kubeconfig that Azure gave in base64.
pub(super) fn completed(asked: Kubeconfig, base64: &str) -> Result<Kubeconfig, NotAKubeconfig> {
    let raw = decoded(base64).ok_or(NotAKubeconfig("is not text in base64"))?;
    let documents = YamlLoader::load_from_str(&raw).map_err(|_| NotAKubeconfig("is not YAML"))?;
    let [config] = documents.as_slice() else { return Err(NotAKubeconfig("is not one YAML document")) };
    let context = named(&config["contexts"], text(&config["current-context"]), "context")
        .ok_or(NotAKubeconfig("has no current context"))?;
    let cluster = named(&config["clusters"], text(&context["cluster"]), "cluster")
        .ok_or(NotAKubeconfig("has no cluster for its context"))?;
    let name = text(&context["user"]);
    let user = named(&config["users"], name, "user").ok_or(NotAKubeconfig("has no user for its context"))?;
    Ok(Kubeconfig {
        host: secret(text(&cluster["server"])),
        cluster_ca_certificate: pem(&cluster["certificate-authority-data"])?,
        client_certificate: pem(&user["client-certificate-data"])?,
        client_key: pem(&user["client-key-data"])?,
        token: secret(text(&user["token"])),
        username: secret(name),
        exec: exec(&user["exec"]),
        kube_config_raw: Some(Sensitive::new(raw)),
        ..asked
    })
}

/// The element of this name, and in it the member that all elements of the list have.
fn named<'y>(list: &'y Yaml, name: Option<&str>, member: &str) -> Option<&'y Yaml> {
    let name = name?;
    let found = list.as_vec()?.iter().find(|element| text(&element["name"]) == Some(name))?;
    Some(&found[member]).filter(|member| !member.is_badvalue())
}

fn exec(exec: &Yaml) -> Option<Exec> {
    exec.as_hash()?;
    let owned = |member: &str| text(&exec[member]).map(str::to_owned);
    let args = exec["args"].as_vec().map(|args| args.iter().filter_map(text).map(str::to_owned).collect());
    let env = exec["env"].as_vec().map(|env| {
        let entry =
            |entry: &Yaml| Some((text(&entry["name"])?.to_owned(), text(&entry["value"])?.to_owned()));
        env.iter().filter_map(entry).collect::<BTreeMap<_, _>>()
    });
    Some(Exec { api_version: owned("apiVersion"), command: owned("command"), args, env })
}

fn pem(yaml: &Yaml) -> Result<Option<Sensitive<String>>, NotAKubeconfig> {
    let Some(base64) = text(yaml) else { return Ok(None) };
    let pem = decoded(base64).ok_or(NotAKubeconfig("has a certificate or key that is not text in base64"))?;
    Ok(Some(Sensitive::new(pem)))
}

fn decoded(base64: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(base64).ok()?).ok()
}

/// A scalar as it was written: a token may look like a number.
fn text(yaml: &Yaml) -> Option<&str> {
    match yaml {
        Yaml::String(text) | Yaml::Real(text) => Some(text),
        _ => None,
    }
}

fn secret(text: Option<&str>) -> Option<Sensitive<String>> {
    text.map(|text| Sensitive::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLUSTER: &str = "apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: Q0E=\n    server: \
                           https://host:443\n  name: prod\ncontexts:\n- context:\n    cluster: prod\n    user: me\n  \
                           name: prod\ncurrent-context: prod\nkind: Config\npreferences: {}\nusers:\n- name: me\n  user:\n";

    fn read(user: &str) -> Result<Kubeconfig, NotAKubeconfig> {
        completed(Kubeconfig::default(), &STANDARD.encode(format!("{CLUSTER}{user}")))
    }

    fn exposed(secret: &Option<Sensitive<String>>) -> Option<&str> {
        secret.as_ref().map(|secret| secret.expose().as_str())
    }

    #[test]
    fn certificates_are_decoded_and_the_token_is_taken_as_it_stands() {
        let read = read("    client-certificate-data: Q0VSVA==\n    client-key-data: S0VZ\n    token: abc\n")
            .unwrap();
        assert_eq!(exposed(&read.host), Some("https://host:443"));
        assert_eq!(exposed(&read.cluster_ca_certificate), Some("CA"));
        assert_eq!(exposed(&read.client_certificate), Some("CERT"));
        assert_eq!(exposed(&read.client_key), Some("KEY"));
        assert_eq!(exposed(&read.token), Some("abc"));
        assert_eq!(exposed(&read.username), Some("me"));
        assert_eq!(read.exec, None);
    }

    #[test]
    fn a_program_that_signs_in_is_taken_with_its_arguments_and_environment() {
        let read = read(
            "    exec:\n      apiVersion: v1\n      args:\n      - get-token\n      - --server-id\n      command: \
             kubelogin\n      env:\n      - name: A\n        value: b\n      installHint: |2\n\n        hint\n",
        )
        .unwrap();
        let exec = read.exec.unwrap();
        assert_eq!(exec.command.as_deref(), Some("kubelogin"));
        assert_eq!(exec.args, Some(vec!["get-token".into(), "--server-id".into()]));
        assert_eq!(exec.env, Some(BTreeMap::from([("A".into(), "b".into())])));
        assert_eq!(read.token, None);
    }

    #[test]
    fn what_is_no_kubeconfig_is_refused_without_its_content() {
        let refused = |text: &str| completed(Kubeconfig::default(), text).unwrap_err().to_string();
        assert_eq!(refused("S0VZ!"), "the kubeconfig is not text in base64");
        assert_eq!(refused(&STANDARD.encode("a: [secret")), "the kubeconfig is not YAML");
        assert_eq!(refused(&STANDARD.encode("token: secret")), "the kubeconfig has no current context");
        let error = read("    client-key-data: \"!secret\"\n").unwrap_err();
        assert_eq!(error.to_string(), "the kubeconfig has a certificate or key that is not text in base64");
    }
}
