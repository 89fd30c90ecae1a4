//! What the files of the profiles have in common.

use arm_client::models::ManagedClusterProperties;

/// A group of settings of the cluster that stand together, here and in Azure.
pub(super) trait Profile: Sized {
    /// Writes what is planned. `None` leaves everything as Azure has it where Azure may fill the attribute, and takes
    /// away what there is where only the user sets it.
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties);

    /// What Azure has. Where it has nothing, or what the service gives to everybody, this is what `kept` says in other
    /// words, if it does.
    fn read(azure: &ManagedClusterProperties, kept: Option<&Self>) -> Option<Self>;
}
