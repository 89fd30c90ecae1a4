#!/usr/bin/env bash
# The commands of Microsoft's article "Configure Azure CNI Overlay networking in Azure Kubernetes Service", with az.
#
# Wants `az` on the path and the variables of with-emulator. Prints every command; ends at the first that fails or answers
# otherwise than the article says.
set -euo pipefail

# A home of its own: az keeps accounts in it, SSH keys and the kubeconfig.
HOME=$(mktemp -d)
trap 'rm -rf "$HOME"' EXIT
export HOME AZURE_CONFIG_DIR=$HOME/.azure REQUESTS_CA_BUNDLE=$EMULATOR_CA
id=00000000-0000-0000-0000-000000000000

# Runs az, and shows command and answer.
run() {
  printf '\n$ az'
  printf ' %q' "$@"
  printf '\n'
  az "$@"
}

# expect VALUE az-arguments...: the answer of az is this value.
expect() {
  local expected=$1 answer
  shift
  printf '\n$ az'
  printf ' %q' "$@"
  answer=$(az "$@" --output tsv | tr '\t\n' '  ' | sed 's/ *$//')
  printf '\n%s\n' "$answer"
  [ "$answer" = "$expected" ] || { echo "expected: $expected" >&2; exit 1; }
}

# MSAL would otherwise look for login.microsoftonline.com.
run config set core.collect_telemetry=no core.instance_discovery=false --only-show-errors
run cloud register --name emulated --endpoint-resource-manager "$EMULATOR_URL"
run cloud set --name emulated
run login --service-principal --username "$id" --password any --tenant "$id" --output none
group=overlay location=westeurope

# What the article starts from.
expect "Succeeded westeurope" group create --name $group --location $location --query '[properties.provisioningState, location]'
run provider register --namespace Microsoft.ContainerService
expect "Registered" provider show --namespace Microsoft.ContainerService --query registrationState

# An overlay cluster, and one more pool in a subnet of its own.
network=(--vnet-name nodes --resource-group $group)
run network vnet create --name nodes --resource-group $group --address-prefixes 10.10.0.0/16 --subnet-name first --subnet-prefixes 10.10.0.0/24 --output none
expect "10.10.1.0/24" network vnet subnet create "${network[@]}" --name second --address-prefixes 10.10.1.0/24 --query 'addressPrefix || addressPrefixes[0]'
vnet=/subscriptions/$id/resourceGroups/$group/providers/Microsoft.Network/virtualNetworks/nodes
expect "azure overlay 192.168.0.0/16 Succeeded" aks create --name one --resource-group $group --location $location \
  --network-plugin azure --network-plugin-mode overlay --pod-cidr 192.168.0.0/16 --vnet-subnet-id $vnet/subnets/first \
  --generate-ssh-keys --node-count 1 --yes \
  --query '[networkProfile.networkPlugin, networkProfile.networkPluginMode, networkProfile.podCidr, provisioningState]'
expect "pool2 1 System 250" aks nodepool add --cluster-name one --resource-group $group --name pool2 --node-count 1 \
  --mode system --vnet-subnet-id $vnet/subnets/second --query '[name, count, mode, maxPods]'
run aks nodepool list --cluster-name one --resource-group $group --output table
run aks show --name one --resource-group $group --output table
expect "win1 Windows 250" aks nodepool add --cluster-name one --resource-group $group --name win1 --node-count 1 \
  --os-type Windows --query '[name, osType, maxPods]'

# From Azure CNI in node subnet mode to overlay, and from kubenet.
expect "azure null" aks create --name two --resource-group $group --network-plugin azure --node-count 1 --no-ssh-key \
  --query '[networkProfile.networkPlugin, to_string(networkProfile.networkPluginMode)]'
expect "azure overlay 192.168.0.0/16" aks update --name two --resource-group $group --network-plugin-mode overlay \
  --pod-cidr 192.168.0.0/16 --query '[networkProfile.networkPlugin, networkProfile.networkPluginMode, networkProfile.podCidr]'
expect "kubenet 10.244.0.0/16" aks create --name three --resource-group $group --network-plugin kubenet --node-count 1 \
  --no-ssh-key --query '[networkProfile.networkPlugin, networkProfile.podCidr]'
expect "azure overlay 10.244.0.0/16" aks update --name three --resource-group $group --network-plugin azure \
  --network-plugin-mode overlay --query '[networkProfile.networkPlugin, networkProfile.networkPluginMode, networkProfile.podCidr]'

# Dual stack: from the start, and for a running cluster.
expect "2 2" aks create --name four --resource-group $group --location $location --network-plugin azure \
  --network-plugin-mode overlay --ip-families ipv4,ipv6 --node-count 1 --no-ssh-key \
  --query '[length(networkProfile.podCidrs), length(networkProfile.serviceCidrs)]'
expect "2 2" aks update --name three --resource-group $group --ip-families ipv4,ipv6 \
  --query '[length(networkProfile.podCidrs), length(networkProfile.serviceCidrs)]'

# Cilium.
expect "cilium cilium" aks create --name five --resource-group $group --network-plugin azure --network-plugin-mode overlay \
  --pod-cidr 192.168.0.0/16 --network-dataplane cilium --node-count 1 --no-ssh-key \
  --query '[networkProfile.networkDataplane, networkProfile.networkPolicy]'

# Preview features.
run feature register --namespace Microsoft.ContainerService --name AzureOverlayDualStackPreview --output table
expect "Registered" feature show --namespace Microsoft.ContainerService --name AzureOverlayDualStackPreview --query properties.state

# What kubectl would read.
run aks get-credentials --name four --resource-group $group
grep -q "current-context: four$" "$HOME/.kube/config"
run aks get-credentials --name four --resource-group $group --admin --overwrite-existing
grep -q "current-context: four-admin$" "$HOME/.kube/config"
run aks command invoke --name four --resource-group $group --command "kubectl get nodes -o wide"

run aks list --resource-group $group --output table
run aks delete --name five --resource-group $group --yes
expect "four one three two" aks list --resource-group $group --query 'sort([].name)'
run group delete --name $group --yes
expect "false" group exists --name $group
