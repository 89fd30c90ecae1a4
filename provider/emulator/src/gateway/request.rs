//! A request, taken apart once: path segments, query, headers, JSON body.

use bytes::Bytes;
use http::{HeaderMap, Method};
use serde_json::Value;

use super::Fault;
use crate::json;
use crate::options::Habits;

/// One request, read but not yet judged.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// `https://HOST`, as the client addressed us.
    pub(crate) base: String,
    /// The path as sent.
    pub(crate) path: String,
    /// The decoded segments of the path.
    segments: Vec<String>,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
    null_tolerance: bool,
}

impl Request {
    pub(crate) fn read(request: http::Request<Bytes>, habits: &Habits) -> Self {
        let (parts, body) = request.into_parts();
        let host = parts
            .uri
            .authority()
            .map(|a| a.as_str().to_owned())
            .or_else(|| {
                parts.headers.get(http::header::HOST).and_then(|v| v.to_str().ok()).map(str::to_owned)
            })
            .unwrap_or_else(|| "management.azure.com".to_owned());
        let path = parts.uri.path().to_owned();
        let segments = path.split('/').filter(|s| !s.is_empty()).map(decode).collect();
        let query = pairs(parts.uri.query().unwrap_or_default());
        Self {
            method: parts.method,
            base: format!("https://{host}"),
            path,
            segments,
            query,
            headers: parts.headers,
            body,
            null_tolerance: habits.null_tolerance,
        }
    }

    /// The segments of the path.
    pub(crate) fn segments(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    /// A parameter of the query, its name in any case.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|v| v.to_str().ok())
    }

    /// The body as a JSON object without nulls: Azure takes an explicit null for an absent member.
    ///
    /// # Errors
    /// `InvalidRequestContent` for anything else, and for a null where this tolerance is switched off.
    pub(crate) fn object(&self) -> Result<Value, Fault> {
        let refuse = |why: String| {
            Fault::gateway(
                400,
                "InvalidRequestContent",
                format!("The request content was invalid and could not be deserialized: '{why}'."),
            )
        };
        // The byte order mark that some writers of UTF-8 put in front.
        let body = self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body);
        if body.iter().all(u8::is_ascii_whitespace) {
            return Err(refuse("the body is empty".to_owned()));
        }
        let mut value: Value = serde_json::from_slice(body).map_err(|e| refuse(e.to_string()))?;
        if !value.is_object() {
            return Err(refuse("the body is not a JSON object".to_owned()));
        }
        if let Some(place) = json::null_in(&value).filter(|_| !self.null_tolerance) {
            return Err(refuse(format!("the member {place} is null")));
        }
        json::strip_nulls(&mut value);
        Ok(value)
    }

    /// The body as sent.
    pub(super) fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// The size of the body in bytes.
    pub(super) fn size(&self) -> u64 {
        self.body.len() as u64
    }

    /// The fields of a form in the body.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        pairs(String::from_utf8_lossy(&self.body).trim())
    }

    /// Names and values of the query, decoded.
    pub(crate) fn members(&self) -> &[(String, String)] {
        &self.query
    }
}

/// Names and values of a query or form.
fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs =
        text.split('&').filter(|p| !p.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (decode(name), decode(&value.replace('+', " ")))).collect()
}

/// Percent-decoding; what is no valid escape stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = bytes
            .get(at + 1..at + 3)
            .filter(|digits| bytes[at] == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        match escape
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|d| u8::from_str_radix(d, 16).ok())
        {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn request(uri: &str) -> Request {
        Request::read(http::Request::get(uri).body(Bytes::new()).unwrap(), &Habits::default())
    }

    #[test]
    fn escapes_in_path_and_query_are_decoded() {
        let r = request("https://h:1/subscriptions/a%20b?%24filter=tagname%20eq%20%27a%27&API-version=1");
        assert_eq!(r.segments(), ["subscriptions", "a b"]);
        assert_eq!(r.query("$filter"), Some("tagname eq 'a'"));
        assert_eq!((r.query("api-version"), r.base.as_str()), (Some("1"), "https://h:1"));
    }

    #[test]
    fn what_is_no_escape_stays_as_it_is() {
        for text in ["%", "%4", "%zz", "%+4", "%-1", "a%"] {
            assert_eq!(decode(text), text);
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_decoder_panic(text in "\\PC*") {
            let _ = decode(&text);
        }
    }
}
