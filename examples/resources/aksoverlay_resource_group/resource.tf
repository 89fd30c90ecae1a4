resource "aksoverlay_resource_group" "example" {
  name     = "rg-example"
  location = "westeurope"

  tags = {
    team = "platform"
  }
}
