variable "pod_cidr" {
  type    = string
  default = "10.244.0.0/16"

  validation {
    condition     = !provider::aksoverlay::cidrs_overlap(var.pod_cidr, "10.10.0.0/16", "192.168.0.0/24")
    error_message = "The pods may not have addresses of the virtual network or of the office."
  }
}

output "overlap" {
  value = provider::aksoverlay::cidrs_overlap(var.pod_cidr, "10.244.128.0/24") # true
}
