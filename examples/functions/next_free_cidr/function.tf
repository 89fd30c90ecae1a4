locals {
  taken = ["10.0.0.0/16", "10.1.0.0/20"]
}

output "next_free_cidr" {
  value = provider::aksoverlay::next_free_cidr(16, local.taken) # 10.2.0.0/16
}
