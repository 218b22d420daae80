//! The table of rules: what can be wrong with a cluster's PKI, what follows from it, and the command that repairs it.
//! docs/cluster/checks.md is made from it.

use super::Remedy;
use super::Severity::{self, Error, Notice, Warning};

/// A rule: a row of the table.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// Its name, which no other rule has.
    pub name: &'static str,
    /// How severe a breach is.
    pub severity: Severity,
    /// What is wrong, as the end of a sentence that begins with the file's name.
    pub fault: &'static str,
    /// What follows from it in a cluster.
    pub consequence: &'static str,
    /// What repairs it.
    pub remedy: Remedy,
}

macro_rules! rules {
    ($($constant:ident = $name:literal, $severity:expr, $remedy:expr, $fault:literal, $consequence:literal;)*) => {
        $(pub(super) static $constant: Rule = Rule {
            name: $name,
            severity: $severity,
            fault: $fault,
            consequence: $consequence,
            remedy: $remedy,
        };)*

        /// Every rule, in the order of the documentation.
        pub static RULES: &[&Rule] = &[$(&$constant),*];
    };
}

rules! {
    // Dates.
    EXPIRED = "expired", Error, Remedy::Renew,
        "has expired",
        "every connection that shows this certificate is refused: a server's clients cannot connect, a client is not let in";
    AUTHORITY_EXPIRED = "authority_expired", Error, Remedy::Renew,
        "is an authority's certificate that has expired",
        "everything that it signed is refused, whatever its own dates are, and nothing that it signs now is accepted";
    AUTHORITY_LEFT_OVER = "authority_left_over", Warning, Remedy::Words("take it out of FILE, which has the authority in use as well"),
        "is an authority's certificate that has expired and has signed nothing here",
        "nothing is accepted because of it any more; it hides among those that count, and monitoring goes on reporting it";
    NOT_YET_VALID = "not_yet_valid", Error, Remedy::Renew,
        "is not valid yet",
        "it is refused until its first day, or the clock of the machine that made it is wrong";
    EXPIRES_SOON = "expires_soon", Warning, Remedy::Renew,
        "expires soon",
        "once it has expired, what shows it is refused; the components that use it must be restarted after its renewal";
    AUTHORITY_EXPIRES_SOON = "authority_expires_soon", Warning, Remedy::Renew,
        "is an authority's certificate that expires soon",
        "everything that it signed ends with it, and every machine must have its new certificate before that";
    AUTHORITY_ENDS_FIRST = "authority_ends_first", Warning, Remedy::RenewAuthority,
        "is valid for over a day longer than the authority that signed it",
        "it stops being accepted on the authority's last day, earlier than its own dates make one expect";

    // Signatures and chains.
    ISSUER_UNKNOWN = "issuer_unknown", Error, Remedy::Declared,
        "is signed by an authority that is not here",
        "no component of this cluster trusts it: it was made for another cluster, or the authority's file was replaced";
    SELF_SIGNED = "self_signed", Error, Remedy::Declared,
        "is signed by itself and is not an authority's",
        "no component trusts it, so clients fail, or are configured to verify nothing";
    WRONG_AUTHORITY = "wrong_authority", Error, Remedy::Declared,
        "is signed by another authority of this cluster than its role's",
        "whoever verifies it trusts the role's own authority alone and refuses it, as etcd does with what the Kubernetes CA signed";
    SIGNATURE_WRONG = "signature_wrong", Error, Remedy::Declared,
        "names the authority here as its issuer, and the authority's key did not sign it",
        "it is refused with a signature failure: the authority was made anew under the same name, or the file is damaged";
    PATH_INVALID = "path_invalid", Error, Remedy::Declared,
        "has no valid path to its authority",
        "components that follow RFC 5280 refuse it";
    KEY_IDENTIFIER_WRONG = "key_identifier_wrong", Warning, Remedy::Renew,
        "names another key of its authority than the one that signed it",
        "OpenSSL's clients, curl and nginx among them, do not find the issuer and refuse it, while Go's accept it";
    SERIAL_REUSED = "serial_reused", Warning, Remedy::Renew,
        "has the serial number of another certificate of the same authority",
        "the two cannot be told apart by audits and revocation, and NSS (Firefox) refuses the second one that it sees";

    // Authorities.
    NOT_AUTHORITY = "not_authority", Error, Remedy::RotateAuthority,
        "is an authority's certificate without basicConstraints CA:TRUE",
        "verifiers do not let it sign: all that it signed is refused";
    AUTHORITY_USAGE = "authority_usage", Error, Remedy::RotateAuthority,
        "is an authority's certificate whose keyUsage lacks keyCertSign",
        "verifiers do not let it sign: all that it signed is refused";
    AUTHORITIES_SAME = "authorities_same", Error, Remedy::RotateAuthority,
        "is an authority that has the key of another one",
        "being trusted by one is being trusted by the other: a client of the API may read all of etcd, or pass as the front proxy and so as any user";
    COPY_DIFFERS = "copy_differs", Error, Remedy::CopyAuthority,
        "is a copy of an authority's certificate that differs from the original",
        "this machine trusts other certificates than the rest of the cluster: an etcd member with it is not let in by its peers";

    TOKEN_KEY_DIFFERS = "token_key_differs", Error, Remedy::CopyTokenKey,
        "is a key for service-account tokens that differs from the first control plane's",
        "a token that one control plane signed is refused by the other: of a pod's requests, some are Unauthorized";

    // Keys.
    KEY_MISMATCH = "key_mismatch", Error, Remedy::Rekey,
        "does not fit the private key beside it",
        "the component that has both does not start: \"private key does not match public key\"";
    KEY_MISSING = "key_missing", Error, Remedy::Rekey,
        "has no private key beside it",
        "the component that is to show this certificate cannot prove that it is its own, and does not start";
    KEY_MALFORMED = "key_malformed", Error, Remedy::Rekey,
        "is not a valid private key",
        "the component that reads it does not start";
    KEY_ENCRYPTED = "key_encrypted", Error, Remedy::Decrypt,
        "is a private key under a password",
        "Kubernetes and etcd read no encrypted keys, so the component does not start";
    KEY_READABLE = "key_readable", Error, Remedy::Permissions,
        "holds a private key, and others than its owner may read or write it",
        "everybody with an account on the machine, and whatever escapes a container there, can be what the key is for";
    KEY_WEAK = "key_weak", Error, Remedy::Rekey,
        "has an RSA key of fewer than 2048 bits",
        "such a key can be broken; Go (from 1.24 on), OpenSSL at its default level and browsers refuse those of fewer than 1024 or 2048 bits";
    AUTHORITY_KEY_SHARED = "authority_key_shared", Error, Remedy::Rekey,
        "has the key of an authority",
        "who holds this key, which lies on a machine that serves, can sign certificates for anybody";
    DIGEST_WEAK = "digest_weak", Error, Remedy::Renew,
        "is signed over SHA-1 or MD5",
        "Go refuses it since 1.18 and with it every component of Kubernetes; others can forge such a signature";

    // Names.
    COMMON_NAME_ONLY = "common_name_only", Error, Remedy::Declared,
        "is a server's certificate without subjectAltName",
        "Go, browsers and curl do not look at the common name: whatever a client calls the server, it is refused";
    NAME_MISSING = "name_missing", Error, Remedy::Declared,
        "lacks a name that its server is called by",
        "clients that use that name or address refuse the server: \"certificate is valid for …, not …\"";
    NAME_SUPERFLUOUS = "name_superfluous", Warning, Remedy::Declared,
        "has a name that is not its server's",
        "who has this key can pass as the server of that name";
    ADDRESS_AS_NAME = "address_as_name", Error, Remedy::Declared,
        "has an IP address as a DNS name",
        "clients compare addresses with iPAddress entries alone, so the address does not count";
    COMMON_NAME_WRONG = "common_name_wrong", Error, Remedy::Declared,
        "has another common name than the user that it must identify",
        "the API server knows a client by the common name: RBAC, or the node authorizer, denies it everything";
    GROUP_MISSING = "group_missing", Error, Remedy::Declared,
        "lacks the group (O) that gives it its rights",
        "the API server knows the client and denies what it asks: \"forbidden\"";
    GROUP_IN_OU = "group_in_ou", Error, Remedy::Declared,
        "has a group as organizational unit (OU)",
        "Kubernetes reads groups from O alone, so that the client is in no group and is denied everything";
    GROUP_SUPERFLUOUS = "group_superfluous", Error, Remedy::Declared,
        "is in the group system:masters, which its role does not need",
        "nobody in that group is ever denied anything, and no role binding can take that away";

    // Usages.
    USAGE_MISSING = "usage_missing", Error, Remedy::Declared,
        "lacks an extended key usage that its role needs",
        "the other side refuses it: \"certificate specifies an incompatible key usage\"";
    KEY_USAGE_WRONG = "key_usage_wrong", Warning, Remedy::Declared,
        "has a keyUsage without digitalSignature",
        "TLS 1.3 and every ephemeral key exchange sign with this key; GnuTLS, browsers and OpenSSL refuse what does not allow it";
    LEAF_IS_AUTHORITY = "leaf_is_authority", Error, Remedy::Declared,
        "is not an authority's certificate and may sign others",
        "who has this key can make certificates that the whole cluster accepts";
    EXTENSION_MALFORMED = "extension_malformed", Error, Remedy::Declared,
        "has an extension that cannot be read",
        "components refuse the whole certificate, or leave out of account what the extension was for";

    // Kubeconfigs.
    SERVER_ELSEWHERE = "server_elsewhere", Error, Remedy::Kubeconfig,
        "points to a server that the API server's certificates do not name",
        "the client reaches another cluster, or refuses the server that it reaches";
    SERVER_PLAIN = "server_plain", Error, Remedy::Kubeconfig,
        "points to a server without TLS",
        "no certificate is shown or verified, and whatever is sent can be read on the way";
    SERVER_UNVERIFIED = "server_unverified", Error, Remedy::Kubeconfig,
        "verifies no server (insecure-skip-tls-verify)",
        "whoever stands between gets all that this user may do";
    TRUSTS_OTHERS = "trusts_others", Error, Remedy::Kubeconfig,
        "trusts another authority than the cluster's",
        "the API server is refused: \"certificate signed by unknown authority\"";
    TRUSTS_NOBODY = "trusts_nobody", Error, Remedy::Kubeconfig,
        "names no authority",
        "the client trusts the system's authorities instead, and refuses the API server";
    CONTEXT_BROKEN = "context_broken", Error, Remedy::Kubeconfig,
        "has a context that names what is not there",
        "kubectl has no cluster or no user to work with, and stops or asks localhost:8080";
    KUBECONFIG_STALE = "kubeconfig_stale", Warning, Remedy::Kubeconfig,
        "carries an older certificate than the file of the same role",
        "the certificate was renewed and the kubeconfig was not: it stops working on the old one's last day";

    // Files.
    INTERRUPTED = "interrupted", Error, Remedy::Complete,
        "is of a change that was interrupted",
        "some files are the new ones and some the old: a certificate and its key may differ until the change is completed";
    DIRECTORY_WRITABLE = "directory_writable", Error, Remedy::DirectoryPermissions,
        "is a directory that others than its owner may write",
        "whoever may write there can put an authority or a key of their own in a file's place, whatever that file's mode; no command here writes into it";
    UNDECLARED = "undeclared", Warning, Remedy::Words("take FILE away once nothing uses it (kubectl delete node for a machine), or declare it"),
        "is of a machine or a user that the declaration does not have",
        "who has these files is let in as that machine or user until the certificates end, for Kubernetes revokes none";
    UNREADABLE = "unreadable", Error, Remedy::Words("replace it from a backup; certwright k8s renew makes anew what a declaration has, of an authority once it is moved away"),
        "cannot be read",
        "the component that needs it does not start, and nothing in it is checked";
    MISSING = "missing", Error, Remedy::Declared,
        "is missing",
        "the component that needs it does not start";
    UNSUPPORTED = "unsupported", Notice, Remedy::Words("nothing is wrong; openssl verify checks what is not RSA"),
        "has, or is signed with, a key that is not RSA's",
        "its dates, names and usages are checked, its signature and whether its key fits are not";
}
