//! The bytes of each fact about the format, in both directions.
//!
//! What is said of go-cty was recorded from Terraform 1.11: `TF_LOG_SDK_PROTO_DATA_DIR` writes what it sends.

use super::*;
use crate::{
    value::{Bounds, Number, Refinement, Type, Value},
    wire::Problem,
};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

fn bytes(hex: &str) -> Vec<u8> {
    hex.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

fn typed(ty: Type, value: Value) -> Value {
    Value::Dynamic(Box::new((ty, value)))
}

/// Encoding gives these bytes, and decoding them the value again, with the types of its nulls.
#[track_caller]
fn golden(value: &Value, ty: &Type, expected: &str) {
    assert_eq!(hex(&encode(value, ty).unwrap()), expected, "{value:?}");
    assert_eq!(format!("{:?}", decode(&bytes(expected), ty).unwrap()), format!("{value:?}"));
}

#[track_caller]
fn read(hex: &str, ty: &Type) -> Value {
    decode(&bytes(hex), ty).unwrap()
}

/// What is wrong with bytes.
#[track_caller]
fn refused(hex: &str, ty: &Type) -> String {
    decode(&bytes(hex), ty).unwrap_err().to_string()
}

/// What is wrong with a value.
#[track_caller]
fn unwritable(value: &Value, ty: &Type) -> String {
    encode(value, ty).unwrap_err().to_string()
}

mod unknowns {
    use super::*;

    fn refined(hex: &str) -> Refinement {
        match read(hex, &Type::String) {
            Value::Unknown(refinement) => refinement,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_unknown_of_which_nothing_is_known_is_three_bytes() {
        for ty in [Type::String, Type::Number, Type::Dynamic, Type::list(Type::Bool), Type::Object([].into())]
        {
            golden(&Value::unknown(), &ty, "d4 00 00");
        }
        golden(&Value::list([Value::unknown()]), &Type::list(Type::Bool), "91 d4 00 00");
    }

    #[test]
    fn any_extension_of_any_kind_is_an_unknown() {
        for hex in [
            "d4 00 00",
            "d4 0c 80",
            "d4 7f 01",
            "d4 ff 01",
            "d5 00 00 00",
            "d6 05 00 00 00 00",
            "d7 0c 00 00 00 00 00 00 00 00",
            "d8 0c 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
            "c7 00 00",
            "c7 00 0c",
            "c7 01 00 00",
            "c7 02 0c ff ff",
            "c8 00 02 0c 81 01",
            "c9 00 00 00 01 00 00",
        ] {
            for ty in [Type::String, Type::list(Type::String), Type::Dynamic] {
                assert_eq!(read(hex, &ty), Value::unknown(), "{hex} as {ty}");
            }
        }
    }

    #[test]
    fn each_fact_about_an_unknown_has_its_key() {
        let number = |text: &str| text.parse::<Number>().unwrap();
        let none = Bounds::default;
        for (not_null, bounds, ty, hex) in [
            (true, none(), Type::Bool, "c7 03 0c 81 01 c2"),
            (true, none(), Type::Object([].into()), "c7 03 0c 81 01 c2"),
            (
                true,
                Bounds { string_prefix: Some("/id".into()), ..none() },
                Type::String,
                "d7 0c 82 01 c2 02 a3 2f 69 64",
            ),
            (
                false,
                Bounds { string_prefix: Some("a-".into()), ..none() },
                Type::String,
                "c7 05 0c 81 02 a2 61 2d",
            ),
            (
                false,
                Bounds { number_min: Some((number("1"), true)), ..none() },
                Type::Number,
                "c7 05 0c 81 03 92 01 c3",
            ),
            (
                false,
                Bounds { number_max: Some((number("0.5"), false)), ..none() },
                Type::Number,
                "c7 0d 0c 81 04 92 cb 3f e0 00 00 00 00 00 00 c2",
            ),
            (
                false,
                Bounds { number_max: Some((number("0.1"), true)), ..none() },
                Type::Number,
                "d7 0c 81 04 92 a3 30 2e 31 c3",
            ),
            (
                false,
                Bounds { length_min: Some(1), length_max: Some(2), ..none() },
                Type::set(Type::String),
                "c7 05 0c 82 05 01 06 02",
            ),
        ] {
            golden(&Value::Unknown(Refinement::new(not_null, bounds)), &ty, hex);
        }
    }

    #[test]
    fn what_go_cty_says_of_unknowns_is_understood() {
        assert_eq!(refined("c7 03 0c 81 01 c2"), Refinement::not_null());
        assert_eq!(refined("c7 09 0c 82 01 c2 02 a4 70 72 65 2d"), Refinement::prefix("pre-"));
        let at_least_zero = Bounds { number_min: Some((Number::from(0), true)), ..Bounds::default() };
        assert_eq!(refined("c7 07 0c 82 01 c2 03 92 00 c3"), Refinement::new(true, at_least_zero));
    }

    #[test]
    fn a_refinement_of_more_than_a_kilobyte_says_nothing() {
        let body = |length: usize| {
            let text = vec![b'x'; length - 5];
            let head = [0x81, 0x02, 0xda, (text.len() >> 8) as u8, text.len() as u8];
            let body = [&head[..], &text].concat();
            [&[0xc8, (length >> 8) as u8, length as u8, 0x0c][..], &body].concat()
        };
        let said = |length| match decode(&body(length), &Type::String) {
            Ok(Value::Unknown(refinement)) => refinement,
            other => panic!("{other:?}"),
        };
        assert_eq!(said(1024).bounds().string_prefix.as_ref().map(String::len), Some(1019));
        assert_eq!(said(1025), Refinement::default());
    }

    #[test]
    fn keys_of_a_refinement_that_nobody_knows_are_passed_over() {
        assert_eq!(refined("c7 0a 0c 83 63 92 a1 78 c0 01 c2 64 01"), Refinement::not_null());
        assert_eq!(refined("c7 05 0c 82 07 80 01 c2"), Refinement::not_null());
    }

    #[test]
    fn a_refinement_that_cannot_be_read_says_nothing() {
        for body in ["81 01", "82 01 c2", "81 a1 78 c2", "91 01", "81 03 91 01", "81 03 92 01 01", "81 02"] {
            let length = body.split(' ').count();
            let hex = format!("c7 {length:02x} 0c {body}");
            assert_eq!(refined(&hex), Refinement::default(), "{body}");
        }
    }

    #[test]
    fn a_null_that_is_not_excluded_says_nothing() {
        assert_eq!(refined("c7 03 0c 81 01 c3"), Refinement::default());
    }

    #[test]
    fn lengths_are_read_in_every_encoding_of_an_integer() {
        let bounds = Bounds { length_min: Some(3), ..Bounds::default() };
        for hex in
            ["c7 03 0c 81 05 03", "c7 04 0c 81 05 cc 03", "c7 04 0c 81 05 d0 03", "c7 05 0c 81 d0 05 d0 03"]
        {
            let Value::Unknown(found) = read(hex, &Type::list(Type::Bool)) else { panic!("{hex}") };
            assert_eq!(found, Refinement::new(false, bounds.clone()), "{hex}");
        }
    }

    #[test]
    fn what_cannot_be_said_of_a_type_is_left_out() {
        let write = |refinement, ty: &Type| hex(&encode(&Value::Unknown(refinement), ty).unwrap());
        assert_eq!(write(Refinement::prefix("x"), &Type::Number), "c7 03 0c 81 01 c2");
        assert_eq!(write(Refinement::not_null(), &Type::Dynamic), "d4 00 00");
        let tuple = Type::Tuple(vec![Type::Bool]);
        let lengths = Bounds { length_min: Some(1), ..Bounds::default() };
        assert_eq!(write(Refinement::new(false, lengths), &tuple), "d4 00 00");
    }

    #[test]
    fn a_prefix_is_cut_at_256_bytes_where_nothing_that_follows_can_change_it() {
        let sent = |text: &str| {
            let unknown = Value::Unknown(Refinement::prefix(text));
            match decode(&encode(&unknown, &Type::String).unwrap(), &Type::String).unwrap() {
                Value::Unknown(refinement) => refinement.bounds().string_prefix.clone(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(sent(&"x".repeat(256)), Some("x".repeat(256)));
        assert_eq!(sent(&"x".repeat(257)), Some("x".repeat(255)));
        assert_eq!(sent(&"é".repeat(128)), Some("é".repeat(128)));
        assert_eq!(sent(&"é".repeat(129)), Some("é".repeat(127)));
        assert_eq!(sent(&"日".repeat(86)), Some("日".repeat(84)));
    }

    /// `"日本語${...}"`: Terraform cut it before it sent it, and nothing more may be lost on the way through.
    #[test]
    fn a_prefix_that_came_from_terraform_goes_back_as_it_came() {
        let sent = "c7 0b 0c 82 01 c2 02 a6 e6 97 a5 e6 9c ac";
        golden(&Value::Unknown(Refinement::prefix("日本")), &Type::String, sent);
    }

    #[test]
    fn a_prefix_is_sent_normalised() {
        let decomposed = Value::Unknown(Refinement::prefix("e\u{301}/"));
        assert_eq!(hex(&encode(&decomposed, &Type::String).unwrap()), "d7 0c 82 01 c2 02 a3 c3 a9 2f");
    }
}

mod numbers {
    use super::*;

    /// Each as Terraform sent it.
    #[test]
    fn a_number_is_written_as_go_cty_writes_it() {
        for (text, expected) in [
            ("0", "00"),
            ("127", "7f"),
            ("128", "cc 80"),
            ("255", "cc ff"),
            ("256", "cd 01 00"),
            ("65535", "cd ff ff"),
            ("65536", "ce 00 01 00 00"),
            ("4294967295", "ce ff ff ff ff"),
            ("4294967296", "cf 00 00 00 01 00 00 00 00"),
            ("9223372036854775807", "cf 7f ff ff ff ff ff ff ff"),
            ("9223372036854775808", "b3 39 32 32 33 33 37 32 30 33 36 38 35 34 37 37 35 38 30 38"),
            ("18446744073709551615", "b4 31 38 34 34 36 37 34 34 30 37 33 37 30 39 35 35 31 36 31 35"),
            ("-1", "ff"),
            ("-32", "e0"),
            ("-33", "d0 df"),
            ("-128", "d0 80"),
            ("-129", "d1 ff 7f"),
            ("-32768", "d1 80 00"),
            ("-32769", "d2 ff ff 7f ff"),
            ("-2147483648", "d2 80 00 00 00"),
            ("-2147483649", "d3 ff ff ff ff 7f ff ff ff"),
            ("-9223372036854775808", "d3 80 00 00 00 00 00 00 00"),
            ("-9223372036854775809", "b4 2d 39 32 32 33 33 37 32 30 33 36 38 35 34 37 37 35 38 30 39"),
            ("0.5", "cb 3f e0 00 00 00 00 00 00"),
            ("-1.25", "cb bf f4 00 00 00 00 00 00"),
            ("0.1", "a3 30 2e 31"),
            ("3.14159", "a7 33 2e 31 34 31 35 39"),
            ("1e-7", "a9 30 2e 30 30 30 30 30 30 31"),
            ("1e20", "b5 31 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30"),
        ] {
            golden(&number(text), &Type::Number, expected);
        }
    }

    /// `1 / 3`, which is no decimal: Terraform sends the shortest that it would itself read as the same 512 bits.
    #[test]
    fn a_number_of_512_bits_is_written_with_the_digits_with_which_it_came() {
        let third = format!("0.{}5", "3".repeat(154));
        let sent = [&[0xd9, third.len() as u8][..], third.as_bytes()].concat();
        assert_eq!(encode(&decode(&sent, &Type::Number).unwrap(), &Type::Number).unwrap(), sent);
    }

    #[test]
    fn a_number_is_read_in_every_encoding() {
        for (hex, text) in [
            ("05", "5"),
            ("fb", "-5"),
            ("cc 05", "5"),
            ("cd 01 00", "256"),
            ("ce 00 00 00 05", "5"),
            ("cf ff ff ff ff ff ff ff ff", "18446744073709551615"),
            ("d0 05", "5"),
            ("d1 ff 00", "-256"),
            ("d2 00 00 00 01", "1"),
            ("d3 ff ff ff ff ff ff ff fb", "-5"),
            ("ca 3f 00 00 00", "0.5"),
            ("cb 40 00 00 00 00 00 00 00", "2"),
            ("cb 80 00 00 00 00 00 00 00", "0"),
            ("a1 37", "7"),
            ("a3 31 65 33", "1000"),
            ("d9 03 2d 2e 35", "-0.5"),
        ] {
            assert_eq!(read(hex, &Type::Number), number(text), "{hex}");
        }
    }

    #[test]
    fn the_float_nearest_to_a_tenth_is_not_a_tenth() {
        let float = read("cb 3f b9 99 99 99 99 99 9a", &Type::Number);
        assert_ne!(float, number("0.1"));
        assert_eq!(hex(&encode(&float, &Type::Number).unwrap()), "cb 3f b9 99 99 99 99 99 9a");
    }

    #[test]
    fn a_number_without_end_is_refused_in_every_encoding() {
        for hex in [
            "cb 7f f0 00 00 00 00 00 00",
            "cb ff f0 00 00 00 00 00 00",
            "cb 7f f8 00 00 00 00 00 00",
            "ca 7f 80 00 00",
        ] {
            assert_eq!(refused(hex, &Type::Number), "the value: not a finite number", "{hex}");
        }
        assert_eq!(refused("a3 49 6e 66", &Type::Number), "the value: not a decimal number");
        let huge = [&[0xab][..], b"1e999999999"].concat();
        assert!(matches!(decode(&huge, &Type::Number).unwrap_err().problem, Problem::Number(_)));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        assert_eq!(refused("a1 78", &Type::Number), "the value: not a decimal number");
        assert_eq!(refused("c3", &Type::Number), "the value: expected number, found bool");
        assert_eq!(refused("c4 01 37", &Type::Number), "the value: expected number, found binary data");
    }
}

mod texts {
    use super::*;

    #[test]
    fn a_text_is_read_in_every_length_of_string() {
        for hex in ["a1 78", "d9 01 78", "da 00 01 78", "db 00 00 00 01 78", "c4 01 78"] {
            assert_eq!(read(hex, &Type::String), "x".into(), "{hex}");
        }
    }

    #[test]
    fn a_text_is_written_in_the_shortest_length_of_string() {
        let head = |length: usize| {
            let written = encode(&"x".repeat(length).into(), &Type::String).unwrap();
            hex(&written[..written.len() - length])
        };
        assert_eq!(head(31), "bf");
        assert_eq!(head(32), "d9 20");
        assert_eq!(head(255), "d9 ff");
        assert_eq!(head(256), "da 01 00");
        assert_eq!(head(65536), "db 00 01 00 00");
    }

    #[test]
    fn texts_arrive_and_leave_normalised() {
        let Value::String(text) = read("a6 63 61 66 65 cc 81", &Type::String) else { panic!() };
        assert_eq!(text, "caf\u{e9}");
        assert_eq!(hex(&encode(&"cafe\u{301}".into(), &Type::String).unwrap()), "a5 63 61 66 c3 a9");
    }

    #[test]
    fn keys_and_names_arrive_and_leave_normalised() {
        let map = Type::map(Type::Bool);
        assert_eq!(read("81 a6 63 61 66 65 cc 81 c3", &map).entry("caf\u{e9}"), Some(&true.into()));
        let written = encode(&Value::map([("cafe\u{301}", true.into())]), &map).unwrap();
        assert_eq!(hex(&written), "81 a5 63 61 66 c3 a9 c3");
        let ty = Type::object([("e\u{301}", Type::Bool)]);
        let written =
            encode(&Value::object([("e\u{301}", true.into())]).into_dynamic(), &Type::Dynamic).unwrap();
        assert_eq!(
            hex(&written),
            hex(&encode(&Value::object([("\u{e9}", true.into())]).into_dynamic(), &Type::Dynamic).unwrap())
        );
        assert_eq!(ty.to_json(), r#"["object",{"é":"bool"}]"#.as_bytes());
    }

    #[test]
    fn text_that_is_not_utf_8_is_refused() {
        assert_eq!(refused("a1 ff", &Type::String), "the value: the text is not UTF-8");
        assert_eq!(refused("81 a1 ff c0", &Type::map(Type::Bool)), "the value: the text is not UTF-8");
    }
}

mod structures {
    use super::*;

    #[test]
    fn a_null_of_any_type_is_nil() {
        let types = [
            Type::Bool,
            Type::Number,
            Type::String,
            Type::Dynamic,
            Type::set(Type::Bool),
            Type::Tuple(vec![]),
            Type::object([("a", Type::Bool)]),
        ];
        for ty in types {
            golden(&Value::Null, &ty, "c0");
        }
    }

    #[test]
    fn true_and_false_are_one_byte() {
        golden(&true.into(), &Type::Bool, "c3");
        golden(&false.into(), &Type::Bool, "c2");
        assert_eq!(refused("01", &Type::Bool), "the value: expected bool, found number");
    }

    #[test]
    fn an_object_has_every_attribute_and_no_other() {
        let ty = Type::object([("a", Type::String), ("b", Type::list(Type::Number))]);
        golden(&Value::object([("a", Value::Null), ("b", Value::list([1]))]), &ty, "82 a1 61 c0 a1 62 91 01");
        assert_eq!(refused("80", &ty), "a: the attribute is missing");
        assert_eq!(refused("81 a1 61 c0", &ty), "b: the attribute is missing");
        assert_eq!(refused("81 a1 63 c0", &ty), "c: the type has no such attribute");
        assert_eq!(refused("82 a1 61 c0 a1 61 c0", &ty), "a: it stands there twice");
        assert_eq!(refused("82 a1 61 c0 a1 62 92 01 c3", &ty), "b[1]: expected number, found bool");
        assert_eq!(refused("81 01 c0", &ty), "the value: expected a string as key, found number");
        let a = || ("a", Value::Null);
        assert_eq!(unwritable(&Value::object([a()]), &ty), "b: the attribute is missing");
        let more = Value::object([a(), ("b", Value::Null), ("c", Value::Null)]);
        assert_eq!(unwritable(&more, &ty), "c: the type has no such attribute");
    }

    #[test]
    fn the_attributes_of_an_object_come_in_any_order() {
        let ty = Type::object([("a", Type::Bool), ("b", Type::Bool)]);
        let expected = Value::object([("a", Value::Null), ("b", true.into())]);
        assert_eq!(read("82 a1 62 c3 a1 61 c0", &ty), expected);
    }

    #[test]
    fn an_object_without_attributes_is_an_empty_map() {
        golden(&Value::Object([].into()), &Type::Object([].into()), "80");
    }

    #[test]
    fn a_map_has_texts_as_keys_and_may_hold_nulls() {
        let ty = Type::map(Type::Number);
        golden(&Value::map([("a", 1.into()), ("b", Value::Null)]), &ty, "82 a1 61 01 a1 62 c0");
        golden(&Value::Map([].into()), &ty, "80");
        assert_eq!(refused("82 a1 61 01 a1 61 02", &ty), "[\"a\"]: it stands there twice");
    }

    #[test]
    fn a_list_keeps_order_duplicates_and_nulls() {
        let ty = Type::list(Type::Bool);
        golden(&Value::List(vec![true.into(), Value::Null, true.into()]), &ty, "93 c3 c0 c3");
        golden(&Value::List(vec![]), &ty, "90");
    }

    #[test]
    fn a_tuple_has_exactly_its_elements() {
        let ty = Type::Tuple(vec![Type::Bool, Type::String]);
        golden(&Value::Tuple(vec![true.into(), "x".into()]), &ty, "92 c3 a1 78");
        golden(&Value::Tuple(vec![]), &Type::Tuple(vec![]), "90");
        assert_eq!(refused("91 c3", &ty), "the value: expected 2 elements, found 1");
        assert_eq!(refused("93 c3 c0 c0", &ty), "the value: expected 2 elements, found 3");
        let short = Value::Tuple(vec![true.into()]);
        assert_eq!(unwritable(&short, &ty), "the value: expected 2 elements, found 1");
    }

    #[test]
    fn a_set_is_an_array_in_any_order_without_duplicates() {
        let ty = Type::set(Type::Number);
        golden(&Value::Set(vec![number("2"), number("1")]), &ty, "92 02 01");
        let Value::Set(elements) = read("93 01 a1 31 02", &ty) else { panic!() };
        assert_eq!(elements, [number("1"), number("2")]);
        assert_eq!(read("92 02 01", &ty), read("92 01 02", &ty));
    }

    #[test]
    fn unknown_elements_of_a_set_are_each_an_element() {
        let unknowns = Value::Set(vec!["a".into(), Value::unknown(), Value::unknown()]);
        golden(&unknowns, &Type::set(Type::String), "93 a1 61 d4 00 00 d4 00 00");
    }

    #[test]
    fn bytes_after_the_value_and_a_byte_that_begins_none_are_refused() {
        assert_eq!(refused("c0 c0", &Type::String), "the value: 1 bytes follow the value");
        assert_eq!(refused("c1", &Type::String), "the value: byte 0xc1 begins no value");
        assert_eq!(decode(b"", &Type::String).unwrap_err().problem, Problem::EndOfData);
    }
}

mod dynamic {
    use super::*;

    const STRING: &str = "92 c4 08 22 73 74 72 69 6e 67 22";

    #[test]
    fn a_value_of_any_type_is_its_type_as_json_and_itself() {
        golden(&typed(Type::String, "x".into()), &Type::Dynamic, &format!("{STRING} a1 78"));
        let list = typed(Type::list(Type::String), Value::list(["a", "b"]));
        let json = hex(br#"["list","string"]"#);
        golden(&list, &Type::Dynamic, &format!("92 c4 11 {json} 92 a1 61 a1 62"));
    }

    /// `{ b = true, n = 1.5, t = [true, 1], z = null }`, as Terraform sent it.
    #[test]
    fn an_object_of_any_type_says_what_each_attribute_is() {
        let ty = Type::object([
            ("b", Type::Bool),
            ("n", Type::Number),
            ("t", Type::Tuple(vec![Type::Bool, Type::Number])),
            ("z", Type::Dynamic),
        ]);
        let value = Value::object([
            ("b", true.into()),
            ("n", number("1.5")),
            ("t", Value::Tuple(vec![true.into(), 1.into()])),
            ("z", Value::Null),
        ]);
        let json = br#"["object",{"b":"bool","n":"number","t":["tuple",["bool","number"]],"z":"dynamic"}]"#;
        let head = format!("92 c4 {:02x} {}", json.len(), hex(json));
        let body = "84 a1 62 c3 a1 6e cb 3f f8 00 00 00 00 00 00 a1 74 92 c3 01 a1 7a c0";
        golden(&typed(ty, value), &Type::Dynamic, &format!("{head} {body}"));
    }

    #[test]
    fn a_null_has_a_type_or_none() {
        golden(&Value::Null, &Type::Dynamic, "c0");
        golden(&typed(Type::String, Value::Null), &Type::Dynamic, &format!("{STRING} c0"));
    }

    #[test]
    fn an_unknown_has_a_type_or_none() {
        golden(&Value::unknown(), &Type::Dynamic, "d4 00 00");
        golden(&typed(Type::String, Value::unknown()), &Type::Dynamic, &format!("{STRING} d4 00 00"));
        let refined = typed(Type::String, Value::Unknown(Refinement::not_null()));
        golden(&refined, &Type::Dynamic, &format!("{STRING} c7 03 0c 81 01 c2"));
    }

    #[test]
    fn a_type_comes_as_binary_data_or_as_text() {
        assert_eq!(
            read("92 a8 22 73 74 72 69 6e 67 22 a1 78", &Type::Dynamic),
            typed(Type::String, "x".into())
        );
    }

    #[test]
    fn dynamic_values_stand_at_any_depth() {
        let any = |value: Value| value.into_dynamic();
        let list = Type::list(Type::Dynamic);
        golden(&Value::list([any("x".into())]), &list, &format!("91 {STRING} a1 78"));
        let map = Type::map(Type::Dynamic);
        golden(&Value::map([("k", any("x".into()))]), &map, &format!("81 a1 6b {STRING} a1 78"));
        let set = Type::set(Type::Dynamic);
        golden(&Value::set([any("x".into())]), &set, &format!("91 {STRING} a1 78"));
        let tuple = Type::Tuple(vec![Type::Dynamic, Type::Dynamic]);
        let mixed = Value::Tuple(vec![any("x".into()), any(true.into())]);
        golden(&mixed, &tuple, &format!("92 {STRING} a1 78 92 c4 06 22 62 6f 6f 6c 22 c3"));
        let object = Type::object([("a", Type::Dynamic)]);
        golden(&Value::object([("a", any("x".into()))]), &object, &format!("81 a1 61 {STRING} a1 78"));
    }

    #[test]
    fn a_collection_never_holds_values_of_different_types() {
        let any = |value: Value| value.into_dynamic();
        let told = |first: &str, other: &str| {
            format!(
                "the value: the elements of a collection must all have the same type, but there are {first} and \
                 {other}; a tuple or an object can hold both"
            )
        };
        let mixed = || vec![any("x".into()), Value::Null, any(1.into())];
        for (value, ty) in [
            (Value::List(mixed()), Type::list(Type::Dynamic)),
            (Value::Set(mixed()), Type::set(Type::Dynamic)),
            (Value::map([("a", any("x".into())), ("b", any(1.into()))]), Type::map(Type::Dynamic)),
        ] {
            assert_eq!(unwritable(&value, &ty), told("string", "number"));
        }
        // Also where the difference is further inside.
        let object = |value: Value| Value::object([("a", value)]);
        let list = Value::list([object(any("x".into())), object(any(1.into()))]);
        let open = Type::list(Type::object([("a", Type::Dynamic)]));
        assert_eq!(unwritable(&list, &open), told("object({ a = string })", "object({ a = number })"));
        let list = Value::list([object(any("x".into())), object(Value::Null)]);
        assert_eq!(unwritable(&list, &open), told("object({ a = string })", "object({ a = any })"));
    }

    #[test]
    fn an_element_without_a_type_goes_with_any_other() {
        let list = Value::List(vec![Value::Null, Value::from("x").into_dynamic(), Value::unknown()]);
        golden(&list, &Type::list(Type::Dynamic), &format!("93 c0 {STRING} a1 78 d4 00 00"));
    }

    #[test]
    fn what_is_no_dynamic_value_is_refused() {
        let told = |hex: &str| refused(hex, &Type::Dynamic);
        assert_eq!(told("93 c0 c0 c0"), "the value: expected a type and a value, found array");
        assert_eq!(told("a1 78"), "the value: expected a type and a value, found string");
        assert_eq!(told("92 01 c0"), "the value: expected a type as JSON, found number");
        assert_eq!(
            told("92 a1 78 c0"),
            "the value: the type of the value cannot be read: not JSON: expected value at line 1 column 1"
        );
        assert_eq!(told(&format!("{STRING} 01")), "the value: expected string, found number");
        let ty = Type::object([("a", Type::Dynamic)]);
        let naked = Value::object([("a", 1.into())]);
        assert_eq!(
            unwritable(&naked, &ty),
            "a: expected a value with its type (Value::into_dynamic), found number"
        );
    }
}
