resource "aksoverlay_provider_registration" "example" {
  namespace = "Microsoft.ContainerService"
}
