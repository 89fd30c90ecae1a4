# 300 nodes, and 30 more while they are upgraded.
output "smallest_pod_cidr" {
  value = provider::aksoverlay::smallest_pod_cidr(300, 30) # 10.244.0.0/15
}

# The same, in the range that begins at 100.64.0.0.
output "elsewhere" {
  value = provider::aksoverlay::smallest_pod_cidr(300, 30, "100.64.0.0") # 100.64.0.0/15
}
