//! Settings of nodes: the kubelet, the kernel, DNS.

use std::collections::BTreeMap;

use super::model;
use crate::Keyword;

model! {
    /// Settings of the kubelet.
    pub struct KubeletConfig {
        /// Unsafe sysctls that pods may set.
        "allowedUnsafeSysctls" allowed_unsafe_sysctls: Vec<String>,
        /// Log files per container.
        "containerLogMaxFiles" container_log_max_files: i64,
        /// Size of a log file in MB.
        "containerLogMaxSizeMB" container_log_max_size_mb: i64,
        /// Whether CPU limits are enforced.
        "cpuCfsQuota" cpu_cfs_quota: bool,
        /// Over how long they are, such as `100ms`.
        "cpuCfsQuotaPeriod" cpu_cfs_quota_period: String,
        /// `none` or `static`.
        "cpuManagerPolicy" cpu_manager_policy: Keyword,
        /// Whether the kubelet starts where there is swap.
        "failSwapOn" fail_swap_on: bool,
        /// Disk usage in percent at which images are collected.
        "imageGcHighThreshold" image_gc_high_threshold: i64,
        /// Disk usage in percent down to which they are.
        "imageGcLowThreshold" image_gc_low_threshold: i64,
        /// Processes per pod.
        "podMaxPids" pod_max_pids: i64,
        /// `none`, `best-effort`, `restricted` or `single-numa-node`.
        "topologyManagerPolicy" topology_manager_policy: Keyword,
    }
}

model! {
    /// Settings of Linux.
    pub struct LinuxOsConfig {
        /// Swap in MB.
        "swapFileSizeMB" swap_file_size_mb: i64,
        /// Kernel parameters.
        "sysctls" sysctls: SysctlConfig,
        /// `always`, `defer`, `defer+madvise`, `madvise` or `never`.
        "transparentHugePageDefrag" transparent_huge_page_defrag: Keyword,
        /// `always`, `madvise` or `never`.
        "transparentHugePageEnabled" transparent_huge_page_enabled: Keyword,
    }
}

model! {
    /// Kernel parameters, each named as in sysctl(8).
    pub struct SysctlConfig {
        /// `fs.aio-max-nr`.
        "fsAioMaxNr" fs_aio_max_nr: i64,
        /// `fs.file-max`.
        "fsFileMax" fs_file_max: i64,
        /// `fs.inotify.max_user_watches`.
        "fsInotifyMaxUserWatches" fs_inotify_max_user_watches: i64,
        /// `fs.nr_open`.
        "fsNrOpen" fs_nr_open: i64,
        /// `kernel.threads-max`.
        "kernelThreadsMax" kernel_threads_max: i64,
        /// `net.core.netdev_max_backlog`.
        "netCoreNetdevMaxBacklog" net_core_netdev_max_backlog: i64,
        /// `net.core.optmem_max`.
        "netCoreOptmemMax" net_core_optmem_max: i64,
        /// `net.core.rmem_default`.
        "netCoreRmemDefault" net_core_rmem_default: i64,
        /// `net.core.rmem_max`.
        "netCoreRmemMax" net_core_rmem_max: i64,
        /// `net.core.somaxconn`.
        "netCoreSomaxconn" net_core_somaxconn: i64,
        /// `net.core.wmem_default`.
        "netCoreWmemDefault" net_core_wmem_default: i64,
        /// `net.core.wmem_max`.
        "netCoreWmemMax" net_core_wmem_max: i64,
        /// `net.ipv4.ip_local_port_range`.
        "netIpv4IpLocalPortRange" net_ipv4_ip_local_port_range: String,
        /// `net.ipv4.neigh.default.gc_thresh1`.
        "netIpv4NeighDefaultGcThresh1" net_ipv4_neigh_default_gc_thresh1: i64,
        /// `net.ipv4.neigh.default.gc_thresh2`.
        "netIpv4NeighDefaultGcThresh2" net_ipv4_neigh_default_gc_thresh2: i64,
        /// `net.ipv4.neigh.default.gc_thresh3`.
        "netIpv4NeighDefaultGcThresh3" net_ipv4_neigh_default_gc_thresh3: i64,
        /// `net.ipv4.tcp_fin_timeout`.
        "netIpv4TcpFinTimeout" net_ipv4_tcp_fin_timeout: i64,
        /// `net.ipv4.tcp_keepalive_intvl`.
        "netIpv4TcpkeepaliveIntvl" net_ipv4_tcp_keepalive_intvl: i64,
        /// `net.ipv4.tcp_keepalive_probes`.
        "netIpv4TcpKeepaliveProbes" net_ipv4_tcp_keepalive_probes: i64,
        /// `net.ipv4.tcp_keepalive_time`.
        "netIpv4TcpKeepaliveTime" net_ipv4_tcp_keepalive_time: i64,
        /// `net.ipv4.tcp_max_syn_backlog`.
        "netIpv4TcpMaxSynBacklog" net_ipv4_tcp_max_syn_backlog: i64,
        /// `net.ipv4.tcp_max_tw_buckets`.
        "netIpv4TcpMaxTwBuckets" net_ipv4_tcp_max_tw_buckets: i64,
        /// `net.ipv4.tcp_tw_reuse`.
        "netIpv4TcpTwReuse" net_ipv4_tcp_tw_reuse: bool,
        /// `net.netfilter.nf_conntrack_buckets`.
        "netNetfilterNfConntrackBuckets" net_netfilter_nf_conntrack_buckets: i64,
        /// `net.netfilter.nf_conntrack_max`.
        "netNetfilterNfConntrackMax" net_netfilter_nf_conntrack_max: i64,
        /// `vm.max_map_count`.
        "vmMaxMapCount" vm_max_map_count: i64,
        /// `vm.swappiness`.
        "vmSwappiness" vm_swappiness: i64,
        /// `vm.vfs_cache_pressure`.
        "vmVfsCachePressure" vm_vfs_cache_pressure: i64,
    }
}

model! {
    /// DNS on the nodes.
    pub struct LocalDnsProfile {
        /// `Preferred`, `Required` or `Disabled`.
        "mode" mode: Keyword,
        /// `Enabled` or `Disabled`; Azure's alone.
        "state" state: Keyword,
        /// By zone, `.` for all others, for pods.
        "kubeDNSOverrides" kube_dns_overrides: BTreeMap<String, LocalDnsOverride>,
        /// By zone, `.` for all others, for the nodes themselves.
        "vnetDNSOverrides" vnet_dns_overrides: BTreeMap<String, LocalDnsOverride>,
    }
}

model! {
    /// How names of a zone are looked up.
    pub struct LocalDnsOverride {
        /// Seconds for which answers are kept.
        "cacheDurationInSeconds" cache_duration_in_seconds: i64,
        /// `ClusterCoreDNS` or `VnetDNS`.
        "forwardDestination" forward_destination: Keyword,
        /// `Sequential`, `RoundRobin` or `Random`.
        "forwardPolicy" forward_policy: Keyword,
        /// Questions at the same time.
        "maxConcurrent" max_concurrent: i64,
        /// `PreferUDP` or `ForceTCP`.
        "protocol" protocol: Keyword,
        /// `Error` or `Log`.
        "queryLogging" query_logging: Keyword,
        /// `Verify`, `Immediate` or `Disable`.
        "serveStale" serve_stale: Keyword,
        /// Seconds for which old answers serve.
        "serveStaleDurationInSeconds" serve_stale_duration_in_seconds: i64,
    }
}
