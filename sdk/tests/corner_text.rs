//! The texts of the corner example: what is valid, and what means the same.

#![allow(dead_code, unreachable_pub, reason = "a room of the example, which uses the rest")]
#![allow(clippy::panic, reason = "a test fails by panicking")]

#[path = "../examples/corner/text/mod.rs"]
mod text;

use text::{ExactJson, GoDuration, Ipv4, Ipv4Cidr, Ipv6, Ipv6Cidr, NormalizedJson, Rfc3339};
use tfplugin_framework::model::{Spelling, Text};

#[track_caller]
fn assert_valid<T: Text>(texts: &[&str]) {
    for text in texts {
        match text.parse::<T>() {
            Ok(read) => assert_eq!(read.to_string(), *text, "it is written as it was read"),
            Err(error) => panic!("{text:?}: {error}"),
        }
    }
}

#[track_caller]
fn assert_invalid<T: Text>(texts: &[&str]) {
    let valid: Vec<_> = texts.iter().filter(|text| text.parse::<T>().is_ok()).collect();
    assert_eq!(valid, [&""; 0]);
}

/// Whether the texts mean the same where an answer may have its own spelling.
fn same<T: Text>(left: &str, right: &str) -> bool {
    assert_eq!(T::SPELLING, Spelling::FreeInResults);
    let meaning = |text: &str| text.parse::<T>().map(|read| read.meaning()).ok();
    assert!(meaning(left).is_some() && meaning(right).is_some(), "{left:?} and {right:?} are valid");
    meaning(left) == meaning(right)
}

#[test]
fn json_is_any_value() {
    let valid = ["{}", "null", " 1.50 ", "\"x\"", "[1, {\"a\": [true]}]", "1e2222", "{\n\t\"a\": 1\n}"];
    assert_valid::<ExactJson>(&valid);
    assert_valid::<NormalizedJson>(&valid);
    let deep = "[".repeat(10_000);
    let invalid = ["", "{", "{a: 1}", "[1,]", "nul", "1 2", "'x'", deep.as_str()];
    assert_invalid::<ExactJson>(&invalid);
    assert_invalid::<NormalizedJson>(&invalid);
    let deep_but_closed = deep + &"]".repeat(10_000);
    assert_invalid::<NormalizedJson>(&[&deep_but_closed]);
}

#[test]
fn white_space_and_order_do_not_count_in_normalized_json() {
    assert!(same::<NormalizedJson>(
        r#"{"b": [1, 2], "a": {"d": null, "c": "x"}}"#,
        "{\"a\":{\"c\":\"x\",\"d\":null},\n\"b\":[1,2]}\n"
    ));
    assert!(same::<NormalizedJson>(r#""\u00e9""#, "\"é\""));
    assert!(!same::<NormalizedJson>("[1, 2]", "[2, 1]"));
    assert!(!same::<NormalizedJson>("1.50", "1.5"));
    assert!(!same::<NormalizedJson>(r#""a b""#, r#""ab""#));
    assert_eq!(ExactJson::SPELLING, Spelling::Exact);
}

#[test]
fn addresses_are_of_one_family() {
    assert_valid::<Ipv4>(&["0.0.0.0", "192.168.255.255"]);
    assert_invalid::<Ipv4>(&["", "1.2.3", "1.2.3.256", "01.2.3.4", "::1", "::ffff:1.2.3.4", "1.2.3.4/8"]);
    assert_valid::<Ipv6>(&[
        "::",
        "FF01::101",
        "0:0:0:0:0:FFFF:129.144.52.38",
        "::ffff:1.2.3.4",
        "2001:DB8::8:800:200C:417A",
    ]);
    assert_invalid::<Ipv6>(&["", "1.2.3.4", ":::", "0:0:0", "2001::g", "::/0", "[::]"]);
}

#[test]
fn an_ipv6_address_has_many_spellings() {
    assert!(same::<Ipv6>("::FFFF:192.168.255.255", "0:0:0:0:0:ffff:c0a8:ffff"));
    assert!(same::<Ipv6>("2001:DB8::8:800:200C:417A", "2001:0db8:0000:0000:0008:0800:200c:417a"));
    assert!(!same::<Ipv6>("::", "::1"));
    let expanded = "2001:DB8::8:800:200C:417A".parse().map(|address: Ipv6| address.expanded().to_string());
    assert_eq!(expanded.as_deref(), Ok("2001:0db8:0000:0000:0008:0800:200c:417a"));
    assert_eq!(Ipv4::SPELLING, Spelling::Exact);
}

#[test]
fn ranges_have_an_address_and_a_length() {
    assert_valid::<Ipv4Cidr>(&["0.0.0.0/0", "172.16.12.1/24", "10.0.0.0/32"]);
    assert_invalid::<Ipv4Cidr>(&[
        "",
        "10.0.0.0",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/08",
        "10.0.0.0/+8",
        "::/0",
    ]);
    assert_valid::<Ipv6Cidr>(&["::/0", "2001:0DB8:0:0:0:0:0:0CD3/60", "::ffff:1.2.3.4/128"]);
    assert_invalid::<Ipv6Cidr>(&["::", "::/129", "::/-1", "10.0.0.0/8", "/64"]);
    assert!(same::<Ipv6Cidr>("2001:DB8::/32", "2001:0db8:0:0:0:0:0:0/32"));
    assert!(!same::<Ipv6Cidr>("2001:DB8::/32", "2001:DB8::/33"));
    assert!(!same::<Ipv6Cidr>("2001:DB8::1/32", "2001:DB8::/32"));
}

#[test]
fn times_are_the_same_to_the_second_and_with_the_same_offset() {
    assert_valid::<Rfc3339>(&[
        "2023-07-25T20:43:16Z",
        "2023-07-25T20:43:16.123456789+02:00",
        "2024-02-29T00:00:00-00:00",
    ]);
    assert_invalid::<Rfc3339>(&[
        "",
        "2023-07-25",
        "2023-07-25T20:43:16",
        "2023-02-29T00:00:00Z",
        "2023-07-25T25:43:16Z",
    ]);
    assert!(same::<Rfc3339>("2023-07-25T20:43:16Z", "2023-07-25T20:43:16.9Z"));
    assert!(same::<Rfc3339>("2023-07-25T20:43:16Z", "2023-07-25T20:43:16+00:00"));
    assert!(!same::<Rfc3339>("2023-07-25T20:43:16Z", "2023-07-25T22:43:16+02:00"));
    assert!(!same::<Rfc3339>("2023-07-25T20:43:16Z", "2023-07-25T20:43:17Z"));
}

#[test]
fn durations_are_written_as_in_go() {
    assert_valid::<GoDuration>(&[
        "0",
        "-0",
        "1h",
        "1h30m",
        "-1.5h",
        "+5s",
        ".5s",
        "1.s",
        "1m1m",
        "100ns",
        "2us",
        "2µs",
        "2μs",
        "3ms",
        "2562047h47m16.854775807s",
        "0.100000000000000000000h",
        "0.830103483285477580700h",
    ]);
    assert_invalid::<GoDuration>(&[
        "",
        "-",
        "1",
        "h",
        "1d",
        "1 h",
        "--1s",
        ".s",
        "1..5s",
        "1e3s",
        "3000000h",
        "9999999999999999999999999999999999999999s",
    ]);
}

#[test]
fn durations_are_the_same_however_they_are_split() {
    for same_duration in ["90m", "1.5h", "5400s", "1h29m60s", "+90m0s", "5400000ms"] {
        assert!(same::<GoDuration>("1h30m", same_duration), "{same_duration}");
    }
    assert!(same::<GoDuration>("0", "-0s"));
    assert!(!same::<GoDuration>("1h30m", "-1h30m"));
    assert!(!same::<GoDuration>("1ns", "2ns"));
}
