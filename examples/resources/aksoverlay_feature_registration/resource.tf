resource "aksoverlay_feature_registration" "example" {
  name = "NodePublicIPv6PrefixPreview"
}
