// The main path of a cluster with Microsoft's Azure SDK for JavaScript.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { promisify } from "node:util";
import { ContainerServiceClient } from "@azure/arm-containerservice";
import { ClientSecretCredential } from "@azure/identity";

const url = process.env.EMULATOR_URL;
const subscription = "00000000-0000-0000-0000-000000000000";
const credential = new ClientSecretCredential(subscription, subscription, "any", {
  authorityHost: url,
  disableInstanceDiscovery: true,
});
const aks = new ContainerServiceClient(credential, subscription, {
  endpoint: url,
  credentials: { scopes: [`${url}/.default`] },
});
const fast = { updateIntervalInMs: 50 };
const location = "westeurope";

// There is no resource client among the dependencies for the one request that it would make.
async function resourceGroup(name) {
  const { token } = await credential.getToken(`${url}/.default`);
  const answer = await fetch(`${url}/subscriptions/${subscription}/resourceGroups/${name}?api-version=2025-04-01`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ location }),
  });
  assert.equal(answer.status, 201);
  return name;
}

function cluster(networkProfile) {
  return {
    location,
    identity: { type: "SystemAssigned" },
    dnsPrefix: "dns",
    agentPoolProfiles: [{ name: "system", mode: "System", count: 1, vmSize: "Standard_D4s_v5" }],
    networkProfile,
  };
}

const overlay = { networkPlugin: "azure", networkPluginMode: "overlay", podCidr: "192.168.0.0/16" };

test("an overlay cluster is created and read", async () => {
  const group = await resourceGroup("rg-create");
  const created = await aks.managedClusters.createOrUpdate(group, "one", cluster(overlay), fast);
  assert.equal(created.provisioningState, "Succeeded");
  const found = await aks.managedClusters.get(group, "one");
  assert.equal(found.networkProfile.networkPluginMode, "overlay");
  assert.deepEqual(found.networkProfile.podCidrs, ["192.168.0.0/16"]);
  assert.equal(found.agentPoolProfiles[0].maxPods, 250);
});

test("a node subnet cluster becomes overlay and then dual stack in place", async () => {
  const group = await resourceGroup("rg-upgrade");
  await aks.managedClusters.createOrUpdate(group, "one", cluster({ networkPlugin: "azure" }), fast);
  let found = await aks.managedClusters.get(group, "one");
  const { resourceUID } = found;
  assert.equal(found.networkProfile.networkPluginMode, undefined);
  Object.assign(found.networkProfile, { networkPluginMode: "overlay", podCidr: "192.168.0.0/16" });
  await aks.managedClusters.createOrUpdate(group, "one", found, fast);
  found = await aks.managedClusters.get(group, "one");
  assert.equal(found.networkProfile.podCidr, "192.168.0.0/16");
  found.networkProfile.ipFamilies = ["IPv4", "IPv6"];
  await aks.managedClusters.createOrUpdate(group, "one", found, fast);
  found = await aks.managedClusters.get(group, "one");
  assert.equal(found.networkProfile.podCidrs.length, 2);
  assert.equal(found.resourceUID, resourceUID);
});

test("a pool is added, scaled and deleted", async () => {
  const group = await resourceGroup("rg-pools");
  await aks.managedClusters.createOrUpdate(group, "one", cluster(overlay), fast);
  const pool = { count: 1, vmSize: "Standard_D4s_v5", mode: "User" };
  await aks.agentPools.createOrUpdate(group, "one", "second", pool, fast);
  const scaled = await aks.agentPools.createOrUpdate(group, "one", "second", { ...pool, count: 3 }, fast);
  assert.equal(scaled.count, 3);
  await aks.agentPools.delete(group, "one", "second", fast);
  const names = [];
  for await (const one of aks.agentPools.list(group, "one")) names.push(one.name);
  assert.deepEqual(names, ["system"]);
});

test("credentials hold a kubeconfig", async () => {
  const group = await resourceGroup("rg-credentials");
  await aks.managedClusters.createOrUpdate(group, "one", cluster(overlay), fast);
  const { kubeconfigs } = await aks.managedClusters.listClusterAdminCredentials(group, "one");
  assert.equal(kubeconfigs[0].name, "clusterAdmin");
  assert.match(Buffer.from(kubeconfigs[0].value).toString(), /^kind: Config$/m);
});

test("what is refused is a RestError with the code of Azure", async () => {
  const group = await resourceGroup("rg-errors");
  await assert.rejects(aks.managedClusters.get(group, "none"), { statusCode: 404, code: "ResourceNotFound" });
  const network = { ...overlay, networkPlugin: "kubenet" };
  await assert.rejects(aks.managedClusters.createOrUpdate(group, "one", cluster(network), fast), { statusCode: 400 });
});

test("a deleted cluster is no longer listed", async () => {
  const group = await resourceGroup("rg-delete");
  for (const name of ["one", "two"]) await aks.managedClusters.createOrUpdate(group, name, cluster(overlay), fast);
  await aks.managedClusters.delete(group, "one", fast);
  const names = [];
  for await (const one of aks.managedClusters.listByResourceGroup(group)) names.push(one.name);
  assert.deepEqual(names, ["two"]);
});

test("the program of the guide lists the clusters", async () => {
  const group = await resourceGroup("rg-guide");
  await aks.managedClusters.createOrUpdate(group, "shown-by-the-guide", cluster(overlay), fast);
  const guide = await readFile(process.env.GUIDE, "utf8");
  const program = guide.split("```js\n")[1].split("```")[0];
  assert.ok(program.includes('"https://127.0.0.1:8443"'));
  await writeFile("guide.js", program.replace("https://127.0.0.1:8443", url));
  const { stdout } = await promisify(execFile)(process.execPath, ["guide.js"]);
  assert.match(stdout, /^shown-by-the-guide 192\.168\.0\.0\/16$/m);
});
