output "node_capacity" {
  value = provider::aksoverlay::node_capacity("10.244.0.0/16") # 256
}
