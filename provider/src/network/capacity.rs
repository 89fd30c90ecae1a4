//! How many nodes a pod CIDR can hold.
