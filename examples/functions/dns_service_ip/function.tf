output "dns_service_ip" {
  value = provider::aksoverlay::dns_service_ip("10.0.0.0/16") # 10.0.0.10
}
