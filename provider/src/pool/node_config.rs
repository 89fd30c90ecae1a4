//! Settings of the kubelet and of Linux, which Azure fixes when a pool is made.
//!
//! The ranges are those of the documentation page "Customize node configuration for AKS node pools".

use std::collections::BTreeSet;

use arm_client::models::{KubeletConfig, LinuxOsConfig, SysctlConfig};
use tfplugin_framework::{Model, validators::range};

use crate::{
    checks::{cpu_quota_period, port_range, word},
    members::plain,
    spelling, words,
};

/// Settings of the kubelet.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Kubelet {
    /// Unsafe sysctls that pods may set, such as `net.ipv4.*`.
    #[model(optional)]
    pub(crate) allowed_unsafe_sysctls: Option<BTreeSet<String>>,

    /// Log files of a container.
    #[model(optional, validate = range(2..))]
    pub(crate) container_log_max_files: Option<i64>,

    /// The size of a log file in MB.
    #[model(optional, validate = range(1..))]
    pub(crate) container_log_max_size_mb: Option<i64>,

    /// CPU limits are enforced.
    #[model(optional)]
    pub(crate) cpu_cfs_quota_enabled: Option<bool>,

    /// Over how long they are, from `1ms` to `1s`.
    #[model(optional, validate = cpu_quota_period())]
    pub(crate) cpu_cfs_quota_period: Option<String>,

    /// `static` gives some pods processors of their own.
    #[model(optional, validate = word(words::CPU_MANAGER_POLICIES), equivalent = spelling::ignoring_case)]
    pub(crate) cpu_manager_policy: Option<String>,

    /// The kubelet does not start where there is swap.
    #[model(optional)]
    pub(crate) fail_swap_on: Option<bool>,

    /// Disk usage in percent at which images are collected.
    #[model(optional, validate = range(0..=100))]
    pub(crate) image_gc_high_threshold: Option<i64>,

    /// Disk usage in percent down to which images are collected.
    #[model(optional, validate = range(0..=100))]
    pub(crate) image_gc_low_threshold: Option<i64>,

    /// Processes of a pod; -1 for no limit.
    #[model(optional, validate = range(-1..))]
    pub(crate) pod_max_pids: Option<i64>,

    /// How processors, memory and devices are brought together.
    #[model(optional, validate = word(words::TOPOLOGY_MANAGER_POLICIES), equivalent = spelling::ignoring_case)]
    pub(crate) topology_manager_policy: Option<String>,
}

impl Kubelet {
    /// In Azure's words.
    pub(crate) fn to_azure(&self) -> KubeletConfig {
        let plan = self.clone();
        KubeletConfig {
            allowed_unsafe_sysctls: plan.allowed_unsafe_sysctls.map(Vec::from_iter),
            container_log_max_files: plan.container_log_max_files,
            container_log_max_size_mb: plan.container_log_max_size_mb,
            cpu_cfs_quota: plan.cpu_cfs_quota_enabled,
            cpu_cfs_quota_period: plan.cpu_cfs_quota_period,
            cpu_manager_policy: words::keyword(words::CPU_MANAGER_POLICIES, plan.cpu_manager_policy),
            fail_swap_on: plan.fail_swap_on,
            image_gc_high_threshold: plan.image_gc_high_threshold,
            image_gc_low_threshold: plan.image_gc_low_threshold,
            pod_max_pids: plan.pod_max_pids,
            topology_manager_policy: words::keyword(
                words::TOPOLOGY_MANAGER_POLICIES,
                plan.topology_manager_policy,
            ),
        }
    }

    /// From Azure's words.
    pub(crate) fn of_azure(azure: KubeletConfig) -> Self {
        Self {
            allowed_unsafe_sysctls: azure.allowed_unsafe_sysctls.map(BTreeSet::from_iter),
            container_log_max_files: azure.container_log_max_files,
            container_log_max_size_mb: azure.container_log_max_size_mb,
            cpu_cfs_quota_enabled: azure.cpu_cfs_quota,
            cpu_cfs_quota_period: azure.cpu_cfs_quota_period,
            cpu_manager_policy: plain(azure.cpu_manager_policy),
            fail_swap_on: azure.fail_swap_on,
            image_gc_high_threshold: azure.image_gc_high_threshold,
            image_gc_low_threshold: azure.image_gc_low_threshold,
            pod_max_pids: azure.pod_max_pids,
            topology_manager_policy: plain(azure.topology_manager_policy),
        }
    }
}

/// Settings of Linux.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct LinuxOs {
    /// The size of a swap file in MB; needs `kubelet.fail_swap_on = false`.
    #[model(optional, validate = range(1..))]
    pub(crate) swap_file_size_mb: Option<i64>,

    /// Kernel parameters.
    #[model(optional)]
    pub(crate) sysctls: Option<Sysctls>,

    /// Transparent huge pages.
    #[model(optional, validate = word(words::HUGE_PAGES), equivalent = spelling::ignoring_case)]
    pub(crate) transparent_huge_page: Option<String>,

    /// How memory is made free for them.
    #[model(optional, validate = word(words::HUGE_PAGE_DEFRAG), equivalent = spelling::ignoring_case)]
    pub(crate) transparent_huge_page_defrag: Option<String>,
}

impl LinuxOs {
    /// In Azure's words.
    pub(crate) fn to_azure(&self) -> LinuxOsConfig {
        let plan = self.clone();
        LinuxOsConfig {
            swap_file_size_mb: plan.swap_file_size_mb,
            sysctls: plan.sysctls.map(Sysctls::into_azure),
            transparent_huge_page_enabled: words::keyword(words::HUGE_PAGES, plan.transparent_huge_page),
            transparent_huge_page_defrag: words::keyword(
                words::HUGE_PAGE_DEFRAG,
                plan.transparent_huge_page_defrag,
            ),
        }
    }

    /// From Azure's words.
    pub(crate) fn of_azure(azure: LinuxOsConfig) -> Self {
        Self {
            swap_file_size_mb: azure.swap_file_size_mb,
            sysctls: azure.sysctls.map(Sysctls::of_azure),
            transparent_huge_page: plain(azure.transparent_huge_page_enabled),
            transparent_huge_page_defrag: plain(azure.transparent_huge_page_defrag),
        }
    }
}

/// Declares the kernel parameters, which have the same names on both sides.
macro_rules! sysctls {
    ($($(#[$meta:meta])* $name:ident: $ty:ty,)*) => {
        /// Kernel parameters, each named as in sysctl(8) with `_` for `.` and `-`.
        #[derive(Clone, Debug, Default, PartialEq, Model)]
        pub(crate) struct Sysctls {
            $($(#[$meta])* pub(crate) $name: Option<$ty>,)*
        }

        impl Sysctls {
            fn into_azure(self) -> SysctlConfig {
                SysctlConfig { $($name: self.$name,)* }
            }

            fn of_azure(azure: SysctlConfig) -> Self {
                Self { $($name: azure.$name,)* }
            }
        }
    };
}

sysctls! {
    /// `fs.aio-max-nr`.
    #[model(optional, validate = range(65_536..=6_553_500))]
    fs_aio_max_nr: i64,
    /// `fs.file-max`.
    #[model(optional, validate = range(8192..=12_000_500))]
    fs_file_max: i64,
    /// `fs.inotify.max_user_watches`.
    #[model(optional, validate = range(781_250..=2_097_152))]
    fs_inotify_max_user_watches: i64,
    /// `fs.nr_open`.
    #[model(optional, validate = range(8192..=20_000_500))]
    fs_nr_open: i64,
    /// `kernel.threads-max`.
    #[model(optional, validate = range(20..=513_785))]
    kernel_threads_max: i64,
    /// `net.core.netdev_max_backlog`.
    #[model(optional, validate = range(1000..=3_240_000))]
    net_core_netdev_max_backlog: i64,
    /// `net.core.optmem_max`.
    #[model(optional, validate = range(20_480..=4_194_304))]
    net_core_optmem_max: i64,
    /// `net.core.rmem_default`.
    #[model(optional, validate = range(212_992..=134_217_728))]
    net_core_rmem_default: i64,
    /// `net.core.rmem_max`.
    #[model(optional, validate = range(212_992..=134_217_728))]
    net_core_rmem_max: i64,
    /// `net.core.somaxconn`.
    #[model(optional, validate = range(4096..=3_240_000))]
    net_core_somaxconn: i64,
    /// `net.core.wmem_default`.
    #[model(optional, validate = range(212_992..=134_217_728))]
    net_core_wmem_default: i64,
    /// `net.core.wmem_max`.
    #[model(optional, validate = range(212_992..=134_217_728))]
    net_core_wmem_max: i64,
    /// `net.ipv4.ip_local_port_range`: the first and the last port, such as `32768 60999`.
    #[model(optional, validate = port_range())]
    net_ipv4_ip_local_port_range: String,
    /// `net.ipv4.neigh.default.gc_thresh1`.
    #[model(optional, validate = range(128..=80_000))]
    net_ipv4_neigh_default_gc_thresh1: i64,
    /// `net.ipv4.neigh.default.gc_thresh2`.
    #[model(optional, validate = range(512..=90_000))]
    net_ipv4_neigh_default_gc_thresh2: i64,
    /// `net.ipv4.neigh.default.gc_thresh3`.
    #[model(optional, validate = range(1024..=100_000))]
    net_ipv4_neigh_default_gc_thresh3: i64,
    /// `net.ipv4.tcp_fin_timeout`.
    #[model(optional, validate = range(5..=120))]
    net_ipv4_tcp_fin_timeout: i64,
    /// `net.ipv4.tcp_keepalive_intvl`.
    #[model(optional, validate = range(10..=90))]
    net_ipv4_tcp_keepalive_intvl: i64,
    /// `net.ipv4.tcp_keepalive_probes`.
    #[model(optional, validate = range(1..=15))]
    net_ipv4_tcp_keepalive_probes: i64,
    /// `net.ipv4.tcp_keepalive_time`.
    #[model(optional, validate = range(30..=432_000))]
    net_ipv4_tcp_keepalive_time: i64,
    /// `net.ipv4.tcp_max_syn_backlog`.
    #[model(optional, validate = range(128..=3_240_000))]
    net_ipv4_tcp_max_syn_backlog: i64,
    /// `net.ipv4.tcp_max_tw_buckets`.
    #[model(optional, validate = range(8000..=1_440_000))]
    net_ipv4_tcp_max_tw_buckets: i64,
    /// `net.ipv4.tcp_tw_reuse`.
    #[model(optional)]
    net_ipv4_tcp_tw_reuse: bool,
    /// `net.netfilter.nf_conntrack_buckets`.
    #[model(optional, validate = range(65_536..=524_288))]
    net_netfilter_nf_conntrack_buckets: i64,
    /// `net.netfilter.nf_conntrack_max`.
    #[model(optional, validate = range(131_072..=2_097_152))]
    net_netfilter_nf_conntrack_max: i64,
    /// `vm.max_map_count`.
    #[model(optional, validate = range(65_530..=262_144))]
    vm_max_map_count: i64,
    /// `vm.swappiness`.
    #[model(optional, validate = range(0..=100))]
    vm_swappiness: i64,
    /// `vm.vfs_cache_pressure`.
    #[model(optional, validate = range(0..=100))]
    vm_vfs_cache_pressure: i64,
}
