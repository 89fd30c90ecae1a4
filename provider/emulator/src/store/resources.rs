//! The resources of the world.

use rusqlite::{OptionalExtension, Row};
use serde_json::Value;

use super::Tx;
use crate::resource_id::ResourceId;

/// One stored resource.
#[derive(Debug, Clone)]
pub(crate) struct Resource {
    /// The identifier as first written.
    pub(crate) id: ResourceId,
    /// What a reader sees once the resource has settled.
    pub(crate) body: Value,
    /// What the service knows and never shows.
    pub(crate) hidden: Value,
    /// Grows with every resource made; the order of creation.
    pub(crate) sequence: i64,
}

impl Resource {
    /// A resource that is not stored yet.
    pub(crate) fn new(id: ResourceId, body: Value) -> Self {
        Self { id, body, hidden: Value::Object(Default::default()), sequence: 0 }
    }
}

/// A column of [`COLUMNS`] holds something that no version of the emulator writes.
fn damaged(column: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
}

const COLUMNS: &str = "spelling, body, hidden, sequence";

fn read(row: &Row<'_>) -> rusqlite::Result<Resource> {
    let json = |column: usize| -> rusqlite::Result<Value> {
        serde_json::from_str(row.get_ref(column)?.as_str()?).map_err(|e| damaged(column, e))
    };
    let id = ResourceId::parse(row.get_ref(0)?.as_str()?).map_err(|e| damaged(0, e))?;
    Ok(Resource { id, body: json(1)?, hidden: json(2)?, sequence: row.get(3)? })
}

impl Tx<'_> {
    /// The resource with this identifier, in whatever case.
    pub(crate) fn resource(&self, id: &ResourceId) -> rusqlite::Result<Option<Resource>> {
        let mut statement =
            self.inner.prepare_cached(&format!("SELECT {COLUMNS} FROM resource WHERE id = ?1"))?;
        statement.query_row([id.key()], read).optional()
    }

    /// Writes a resource, new or changed. The spelling of its identifier stays as first written.
    pub(crate) fn put(&self, resource: &Resource) -> rusqlite::Result<()> {
        let mut statement = self.inner.prepare_cached(
            "INSERT INTO resource (id, kind, spelling, body, hidden, sequence)
             VALUES (?1, ?2, ?3, ?4, ?5, (SELECT coalesce(max(sequence), 0) + 1 FROM resource))
             ON CONFLICT (id) DO UPDATE SET body = excluded.body, hidden = excluded.hidden",
        )?;
        statement.execute((
            resource.id.key(),
            resource.id.kind(),
            resource.id.to_string(),
            resource.body.to_string(),
            resource.hidden.to_string(),
        ))?;
        Ok(())
    }

    /// Removes a resource and everything below it, as a resource group goes with all it holds.
    pub(crate) fn remove_tree(&self, id: &ResourceId) -> rusqlite::Result<usize> {
        let (from, to) = below(&id.key());
        let mut statement =
            self.inner.prepare_cached("DELETE FROM resource WHERE id = ?1 OR (id > ?2 AND id < ?3)")?;
        statement.execute((id.key(), from, to))
    }

    /// Everything below an identifier, of any kind, by identifier.
    pub(crate) fn tree(&self, id: &ResourceId) -> rusqlite::Result<Vec<Resource>> {
        let (from, to) = below(&id.key());
        let mut statement = self.inner.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM resource WHERE id > ?1 AND id < ?2 ORDER BY id"
        ))?;
        statement.query_map([from, to], read)?.collect()
    }

    /// Resources of one kind below a scope (`/subscriptions/S`, a group, a parent), by identifier, at most `limit`,
    /// after the key `after` where one is given.
    pub(crate) fn list(
        &self,
        kind: &str,
        scope: &str,
        after: Option<&str>,
        limit: usize,
    ) -> rusqlite::Result<Vec<Resource>> {
        let (from, to) = below(&scope.to_ascii_lowercase());
        let from = after.map_or(from, str::to_ascii_lowercase);
        let mut statement = self.inner.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM resource WHERE kind = ?1 AND id > ?2 AND id < ?3 ORDER BY id LIMIT ?4"
        ))?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        statement.query_map((kind.to_ascii_lowercase(), from, to, limit), read)?.collect()
    }

    /// The children of one kind of a resource, in the order in which they were made.
    pub(crate) fn children(&self, kind: &str, parent: &ResourceId) -> rusqlite::Result<Vec<Resource>> {
        let mut all = self.list(kind, &parent.key(), None, usize::MAX)?;
        all.sort_by_key(|r| r.sequence);
        Ok(all)
    }

    /// All resources, by identifier; of one kind where one is given.
    pub(crate) fn all(&self, kind: Option<&str>) -> rusqlite::Result<Vec<Resource>> {
        let mut statement = self.inner.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM resource WHERE ?1 IS NULL OR kind = ?1 ORDER BY id"
        ))?;
        statement.query_map([kind.map(str::to_ascii_lowercase)], read)?.collect()
    }
}

/// The open interval of keys below a key: `0` is the character after `/`.
fn below(key: &str) -> (String, String) {
    (format!("{key}/"), format!("{key}0"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use serde_json::json;

    fn id(text: &str) -> ResourceId {
        ResourceId::parse(text).unwrap()
    }

    fn with_store(check: impl FnOnce(&Tx<'_>)) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path()).unwrap();
        check(&store.begin().unwrap());
    }

    #[test]
    fn a_resource_is_found_in_any_case_and_keeps_its_first_spelling() {
        with_store(|tx| {
            let group = id("/subscriptions/s/resourceGroups/MyGroup");
            tx.put(&Resource::new(group, json!({"a": 1}))).unwrap();
            let other = id("/subscriptions/s/RESOURCEGROUPS/mygroup");
            tx.put(&Resource::new(other.clone(), json!({"a": 2}))).unwrap();
            let found = tx.resource(&other).unwrap().unwrap();
            assert_eq!(found.id.to_string(), "/subscriptions/s/resourceGroups/MyGroup");
            assert_eq!(found.body, json!({"a": 2}));
        });
    }

    #[test]
    fn a_list_holds_what_lies_below_its_scope_and_nothing_beside_it() {
        with_store(|tx| {
            for text in ["g/providers/A/t/x", "g/providers/A/t/y", "g2/providers/A/t/z", "g/providers/A/u/w"]
            {
                tx.put(&Resource::new(id(&format!("/subscriptions/s/resourceGroups/{text}")), json!({})))
                    .unwrap();
            }
            let names = |after: Option<&str>, limit| -> Vec<String> {
                let scope = "/subscriptions/s/resourceGroups/G";
                tx.list("A/t", scope, after, limit).unwrap().iter().map(|r| r.id.name().to_owned()).collect()
            };
            assert_eq!(names(None, 9), ["x", "y"]);
            assert_eq!(names(None, 1), ["x"]);
            assert_eq!(names(Some("/subscriptions/s/resourceGroups/g/providers/A/t/x"), 9), ["y"]);
        });
    }

    #[test]
    fn removing_a_tree_spares_neighbours_whose_name_begins_alike() {
        with_store(|tx| {
            for name in ["g", "g/providers/A/t/x", "g1"] {
                tx.put(&Resource::new(id(&format!("/subscriptions/s/resourceGroups/{name}")), json!({})))
                    .unwrap();
            }
            assert_eq!(tx.remove_tree(&id("/subscriptions/s/resourceGroups/G")).unwrap(), 2);
            assert_eq!(tx.all(None).unwrap().len(), 1);
        });
    }

    #[test]
    fn a_transaction_that_is_not_committed_leaves_no_trace() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path()).unwrap();
        let group = id("/subscriptions/s/resourceGroups/g");
        let tx = store.begin().unwrap();
        tx.put(&Resource::new(group.clone(), json!({}))).unwrap();
        drop(tx);
        assert!(store.begin().unwrap().resource(&group).unwrap().is_none());
    }
}
