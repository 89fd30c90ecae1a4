resource "terraform_data" "late" {
  input = { a = "x", n = 5, l = ["p", "q"], m = { k = "v" }, ip = "::1", j = "{}" }
}

locals { o = terraform_data.late.output }

resource "framework_schema" "late" {
  bool_attribute                       = local.o.n > 3
  dynamic_attribute                    = local.o
  float32_attribute                    = local.o.n / 3
  float64_attribute                    = local.o.n / 3
  int32_attribute                      = local.o.n
  int64_attribute                      = local.o.n
  list_attribute                       = local.o.l
  list_nested_attribute                = [for x in local.o.l : { list_nested_attribute_attribute = x }]
  map_attribute                        = local.o.m
  map_nested_attribute                 = { for k, v in local.o.m : k => { map_nested_attribute_attribute = v } }
  number_attribute                     = local.o.n / 7
  object_attribute                     = { object_attribute_attribute = local.o.a }
  object_attribute_with_dynamic        = { dynamic_attribute = local.o.a }
  set_attribute                        = toset(concat(local.o.l, ["p", null]))
  set_nested_attribute                 = [{ set_nested_attribute_attribute = local.o.a }, {}, { set_nested_attribute_attribute = "z" }]
  single_nested_attribute              = { single_nested_attribute_attribute = local.o.a }
  single_nested_attribute_with_dynamic = { dynamic_attribute = local.o.n }
  string_attribute                     = local.o.a
  dynamic "list_nested_block" {
    for_each = local.o.l
    content { list_nested_block_attribute = list_nested_block.value }
  }
  dynamic "set_nested_block" {
    for_each = local.o.l
    content { set_nested_block_attribute = set_nested_block.value }
  }
  single_nested_block { single_nested_block_attribute = local.o.a }
  single_nested_block_with_dynamic { dynamic_attribute = local.o.l }
}

resource "framework_customtype" "late" {
  json_normalized_attribute = local.o.j
  ip_v6_attribute           = local.o.ip
}

resource "framework_set_semantic_equality" "late" {
  set_of_ipv6          = ["2001:DB8::8:800:200C:417A", "::FFFF:192.168.255.255", "::", "::10${substr(local.o.ip, 2, 1)}"]
  set_nested_attribute = [{ ipv6 = "2001:1:2:3:4:5:6:7" }, { ipv6 = "2041:0000:140F::875B:131B" }]
  set_nested_block { ipv6 = "::FFFF:192.168.255.255" }
  set_nested_block { ipv6 = "FF01::" }
  set_nested_block { ipv6 = "2001:DB8::8:800:200C:417${upper(substr("a${local.o.a}", 0, 1))}" }
}

resource "framework_set_nested_attribute_with_defaults" "late" {
  set = [{ value = local.o.a }, {}, { default_value = local.o.a }]
}

resource "framework_set_nested_block_with_defaults" "late" {
  set { value = local.o.a }
  set {}
  set { default_value = local.o.a }
}

resource "framework_dynamic_computed_type_change" "late" {
  required_dynamic = local.o.l
}

resource "framework_user" "late" {
  email    = "late-EMAIL-${local.o.a}@unknown.gal"
  name     = local.o.a
  age      = local.o.n
  language = local.o.a
}

resource "framework_tfsdk_reflection" "late" {
  config_bool          = local.o.n > 3
  config_dynamic       = local.o
  config_float64       = local.o.n / 3
  config_int64         = local.o.n
  config_list          = local.o.l
  config_map           = local.o.m
  config_map_nested    = { for k, v in local.o.m : k => { nested_string = v } }
  config_object        = { nested_string = local.o.a }
  config_single_nested = { nested_string = local.o.a }
  config_string        = local.o.a
  config_set_nested_block { nested_string = local.o.a }
  computed_list_nested_block {}
  computed_list_nested_block {}
}

resource "framework_writeonly" "late" {
  writeonly_custom_ipv6 = substr("${local.o.ip}", 0, 2)
  writeonly_string      = "fakepasswor${substr("d${local.o.a}", 0, 1)}"
  nested_map            = { for i, v in local.o.l : "key${i + 1}" => { string_attr = v, writeonly_float64 = (i + 1) * 10 } }
  dynamic "nested_block_list" {
    for_each = local.o.l
    content {
      string_attr      = "x"
      writeonly_string = "fakepassword${nested_block_list.key + 1}"
    }
  }
}
