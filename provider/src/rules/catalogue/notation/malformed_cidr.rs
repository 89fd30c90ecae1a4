//! Pod CIDRs, service CIDRs and the address of the DNS service are written in full: decimal octets without leading
//! zeros, a prefix length that the family has, no bits set after the prefix, no IPv4 range in IPv6 notation.
//!
//! # Why
//!
//! Azure answers a malformed range with `CidrStringParseError`, and not always: what it makes of `10.1.2.3/16` is not
//! documented, and `010.0.0.0/8` is 8.0.0.0/8 to a program that reads octal numbers. A range that two programs read
//! differently cannot be checked against anything, so the other rules are silent about it until it is well-formed. Bits
//! after the prefix can only mean the range around them, so the other rules judge that one.
//!
//! # Way out
//!
//! Write the range that the message proposes.
//!
//! # Evidence
//!
//! - `CidrStringParseError`, "Cidr is invalid", target `networkProfile.serviceCIDR`:
//!   <https://github.com/Azure/AKS/issues/506>, 2018.
//! - RFC 4632, section 3.1, on the notation; RFC 6943, section 3.1.1, on octets that are read as octal numbers.

use tfplugin_framework::{Attr, Path};

use crate::{
    network::{Cidr, parse_address},
    rules::{Change, Findings, Lowering, Rule, Source, View, finding::written, rule::ERROR_SINCE_ARTICLE},
};

pub(super) static RULE: Rule = Rule {
    code: "malformed-cidr",
    number: "N01",
    title: "Ranges and addresses are well-formed",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update],
    looks_at: &[Source::Config],
    lowering: Lowering::Never("No rule can be checked on a range that is not one."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let network = &view.network;
    for (name, list) in [("pod_cidrs", &network.pod_cidrs), ("service_cidrs", &network.service_cidrs)] {
        for (index, element) in list.known().into_iter().flatten().enumerate() {
            let path = network.attribute(name).index(index);
            match element {
                Attr::Known(text) => {
                    if let Err(error) = Cidr::parse(text) {
                        report(path, text, error.to_string(), findings);
                    }
                }
                Attr::Null => {
                    let summary = format!("{} is null", written(&path));
                    findings.report(Some(path), summary).way_out("Leave the element out, or write a range.");
                }
                Attr::Unknown(_) => {}
            }
        }
    }
    if let Some(text) = network.dns_service_ip.known()
        && let Err(error) = parse_address(text)
    {
        report(network.attribute("dns_service_ip"), text, error.to_string(), findings);
    }
}

fn report(path: Path, text: &str, error: String, findings: &mut Findings<'_>) {
    let attribute = written(&path);
    let summary = format!("{attribute} is malformed: {text:?}");
    findings.report(Some(path), summary).way_out(format!("{error}."));
}

#[cfg(test)]
mod tests {
    use crate::rules::sample::{known, list, valid};

    #[test]
    fn a_malformed_range_is_named_with_its_place_and_the_range_to_write() {
        let view = valid().with(|view| view.network.pod_cidrs = list(&["10.244.1.0/16"]));
        let error = view.error();
        assert_eq!(error.rule.code, "malformed-cidr");
        assert_eq!(error.path, Some(view.network.attribute("pod_cidrs").index(0)));
        assert!(error.way_out.ends_with("write \"10.244.0.0/16\"."), "{}", error.way_out);
    }

    #[test]
    fn a_malformed_address_of_the_dns_service_is_found() {
        let error = valid().with(|view| view.network.dns_service_ip = known("10.0.0.010")).error();
        assert_eq!(error.summary, "network.dns_service_ip is malformed: \"10.0.0.010\"");
    }

    #[test]
    fn every_malformed_range_is_reported() {
        let view = valid().with(|view| {
            view.network.pod_cidrs = list(&["010.0.0.0/8"]);
            view.network.service_cidrs = list(&["10.0.0.0/33"]);
        });
        assert_eq!(view.codes().len(), 2);
    }
}
