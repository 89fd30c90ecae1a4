//! The help texts.

const ALL: &str = "\
arm-emulator: Azure Resource Manager on your machine, for AKS clusters on Azure CNI Overlay

Serve it over HTTPS, for az, azapi, azurerm and the Azure SDKs:
  arm-emulator --listen 127.0.0.1:PORT --data-dir DIR --tls-dir DIR [options]

    --listen ADDRESS     loopback address; port 0 picks a free one
    --data-dir DIR       where the world lives; made when missing, shared by all who use it
    --tls-dir DIR        where the private certificate authority lives; trust its ca.pem
    --seed FILE          JSON list of resources that exist from the start
    --refusals FILE      JSON list of corrections to what Azure refuses, and how
    --faults FILE        JSON list of fault rules, each armed once per world by its name
    --speed N            how many times faster than Azure operations proceed (default 1)
    --retry-after        answer running operations with Retry-After: 1, which Azure never does
    --without HABIT      switch a habit of Azure off: signed-urls, free-text-statuses,
                         error-noise, background-updates, casing-quirks, throttling,
                         null-tolerance, empty-last-pages (may be repeated)
    --deterministic N    fixed identifiers from seed N, and a clock that moves 20 seconds
                         with each request
  It prints one line when it is ready, and ends on Ctrl-C or SIGTERM. It accepts any credential.

Look at a world and change it, while others use it:
  arm-emulator list    --data-dir DIR [--type TYPE] [--json]
  arm-emulator show    --data-dir DIR ID
  arm-emulator patch   --data-dir DIR ID JSON
  arm-emulator delete  --data-dir DIR ID
  arm-emulator seed    --data-dir DIR FILE
  arm-emulator journal --data-dir DIR [--after N] [--status S] [--count N] [--json] ...

Let things go wrong, while others use it:
  arm-emulator fault   --data-dir DIR add|list|clear ...

  arm-emulator COMMAND --help says more about a command.
";

const LIST: &str = "\
arm-emulator list --data-dir DIR [--type TYPE] [--json]

Lists the resources of a world, one a line: type, location, provisioning state, identifier.

    --type TYPE   only this type, for example Microsoft.ContainerService/managedClusters
    --json        a JSON list instead
";

const SHOW: &str = "\
arm-emulator show --data-dir DIR ID

Prints a resource as JSON, as a client of Azure would read it now.
";

const PATCH: &str = "\
arm-emulator patch --data-dir DIR ID JSON

Changes a resource behind the back of those who manage it (drift): a JSON merge patch (RFC 7396) on the stored
resource, without asking Azure's rules. null removes a member. Prints the resource as it is then.

  arm-emulator patch --data-dir DIR CLUSTER_ID '{\"tags\": {\"owner\": \"somebody else\"}}'
  arm-emulator patch --data-dir DIR CLUSTER_ID/agentPools/system '{\"properties\": {\"count\": 5}}'
";

const DELETE: &str = "\
arm-emulator delete --data-dir DIR ID

Removes a resource and everything below it at once, behind the back of those who manage it.
";

const SEED: &str = "\
arm-emulator seed --data-dir DIR FILE

Adds the resources of a seed file that are not there yet: a JSON list of ARM resources, each with an id, a location and
properties. Applied as a whole or not at all.
";

const JOURNAL: &str = "\
arm-emulator journal --data-dir DIR [options]

Prints every request that was answered, one a line: number, time, status, method, path, error code, fault. A status of
--- means that the connection was closed without an answer.

    --after N        only what came after line N
    --method M       only this HTTP method
    --path PATTERN   only these paths: * is anything within a segment, ** any number of segments;
                     a pattern without a leading / may begin at any segment
    --status S       only this status (409), this class (4xx), or 0 for no answer
    --code CODE      only this error code
    --fault NAME     only requests that this fault rule struck
    --count N        exit with status 1 unless exactly N lines match
    --json           one JSON object per line, with request body, user agent, If-Match and delay

  arm-emulator journal --data-dir DIR --method PUT --path '*/managedClusters/*' --status 2xx --count 1
";

const FAULT: &str = "\
arm-emulator fault --data-dir DIR add [--name NAME] [which requests] [how often] WHAT
arm-emulator fault --data-dir DIR list [--json]
arm-emulator fault --data-dir DIR clear [NAME | --all]

Lets things go wrong for everybody who uses the world.

Which requests (all that are given must hold):
    --match '[METHOD[,METHOD]] PATTERN'   path pattern: * is anything within a segment, ** any number of
                                          segments; without a leading / it may begin at any segment
    --method M[,M]   --type TYPE   --api-version PATTERN   --header 'NAME: PATTERN'
    --operation KIND                      the operation that the request begins, e.g. ClusterToOverlay
How often:
    --times N   --skip N   --nth N        at most N times; after N others; only the Nth
What the client gets:
    --answer STATUS [--code C] [--message M] [--retry-after SECONDS] [--shape aks|gateway]
             [--answer-header 'NAME: VALUE'] [--body JSON] [--after-effect]
    --drop before|after                   close the connection before or after the effect
    --delay SECONDS                       hold the answer back
    --expired-token                       401 for tokens issued before now
What Azure does:
    --fail-operation CODE [--message M]   --cancel-operation   --hang-operation   --slow-operation FACTOR
    --background-update SECONDS           the cluster is updated by itself, so long after what runs
    --token-lifetime SECONDS   --clock-skew SECONDS
Or JSON in place of the flags, or beside them: a rule as it stands in a faults file.

  arm-emulator fault --data-dir DIR add --match 'PUT */managedClusters/*' --times 2 --answer 429 --retry-after 5
  arm-emulator fault --data-dir DIR add --match 'PUT */managedClusters/*' --nth 1 --drop after
  arm-emulator fault --data-dir DIR add --operation ClusterCreate --fail-operation QuotaExceeded
";

/// The help on a command, or on everything.
pub(super) fn of(command: Option<&str>) -> &'static str {
    match command {
        Some("list") => LIST,
        Some("show") => SHOW,
        Some("patch") => PATCH,
        Some("delete") => DELETE,
        Some("seed") => SEED,
        Some("journal") => JOURNAL,
        Some("fault") => FAULT,
        _ => ALL,
    }
}

#[cfg(test)]
mod tests {
    use super::super::arguments::COMMANDS;
    use super::*;

    #[test]
    fn every_command_and_habit_has_its_help() {
        for command in COMMANDS {
            assert!(ALL.contains(&format!("arm-emulator {command}")));
            assert!(of(Some(command)).starts_with(&format!("arm-emulator {command}")));
        }
        for habit in arm_emulator::Habits::NAMES {
            assert!(ALL.contains(habit));
        }
    }
}
