#!/usr/bin/env python3
"""Makes a passing and a failing document for each rule of `certwright lint`: RULE.pass.pem and RULE.fail.pem, and index.json
with the rules that a failing document breaks besides, each because what breaks the one cannot keep the other. What `certwright
vectors make certificate`, `csr` and `crl` sign anew is made of the same documents: oracle/src/make/lint.bin.

usage: make.py

Needs Python alone. The keys in keys.json are throw-away keys; signatures are RSASSA-PKCS1-v1_5, so every run makes the same files.
"""

import base64
import hashlib
import json
import pathlib
import zlib

from documents import *

HERE = pathlib.Path(__file__).resolve().parent
FAILS, PASSES = {}, {}


def rule(label, fail, good=None, also=()):
    assert label not in FAILS, label
    kinds = {"CERTIFICATE": leaf, "X509 CRL": crl, "CERTIFICATE REQUEST": request}
    PASSES[label] = good or kinds[fail.label]()
    FAILS[label] = (fail, list(also))


class Bundle:
    """Several documents in one file."""

    def __init__(self, *documents):
        self.documents, self.label = documents, None

    def pem(self):
        return "".join(document.pem() for document in self.documents)


OV = [("C", "DE"), ("L", "Berlin"), ("O", "Example")]
NO_SUBJECT = {"subject": name(), "cp": seq(policy(P_DV)), "san": Critical(seq(dns("www.example.org")))}
MD5 = seq(oid(RSA + "4"), NULL)
SHA1 = seq(oid(RSA + "5"), NULL)


def pss(hash="2.16.840.1.101.3.4.2.1", mgf="2.16.840.1.101.3.4.2.1", salt=32):
    h = lambda id: seq(oid(id), NULL)
    return seq(oid(RSA + "10"), seq(explicit(0, h(hash)), explicit(1, seq(oid(RSA + "8"), h(mgf))), explicit(2, integer(salt))))


# Fields.
rule("structure_malformed", leaf(tail=b"\0"))
rule("version_malformed", leaf(version=explicit(0, integer(3))), root())
rule("version_not_3_with_extensions", leaf(version=1), also=["br_version_not_3"])
rule("serial_number_malformed", leaf(serial=tlv(2, b"\0\1")))
rule("serial_number_not_positive", leaf(serial=0))
rule("serial_number_too_long", leaf(serial=1 << 160), leaf(serial=1 << 158))
rule("signature_algorithm_malformed", leaf(outer=seq(integer(1))))
rule("signature_algorithms_differ", leaf(outer=seq(oid(RSA + "12"), NULL)))
rule("signature_value_malformed", leaf(signature=bits(bytes(255) + b"\x80", 1)))
rule("self_signature_wrong", root(signature=bits(bytes(256))), root())
rule("issuer_malformed", leaf(issuer=seq(seq())))
rule("issuer_empty", leaf(issuer=name()))
rule("validity_malformed", leaf(validity=("20261001000000Z", utc("2612292359Z"))))
rule("validity_generalized_time_before_2050", leaf(validity=("20261001000000Z", generalized("20261229235959Z"))))
rule("validity_reversed", leaf(validity=("20261001000000Z", "20260930235959Z")))
rule("subject_malformed", leaf(subject=seq(tlv(0x31))))
rule("subject_empty_in_ca", ca(subject=name()), ca(), ["subject_empty_without_alt_name", "br_ca_common_name_missing", "br_ca_organization_missing", "br_ca_country_missing"])
rule("subject_empty_without_alt_name", leaf(subject=name(), cp=seq(policy(P_DV)), san=None, eku=purposes(CLIENT), ski=octets(LEAF.identifier)), leaf(**NO_SUBJECT))
rule("public_key_malformed", leaf(spki=seq(seq(oid(RSA + "1"), NULL))))
rule("unique_identifier_malformed", leaf(unique=implicit(1, b"\x09\1")), also=["unique_identifier_present", "br_unique_identifier"])
rule("unique_identifier_present", leaf(unique=implicit(1, b"\0\1")), also=["br_unique_identifier"])
rule("unique_identifier_in_version_1", leaf(version=None, raw_extensions=b"", unique=implicit(1, b"\0\1")), also=["unique_identifier_present"])
rule("extensions_malformed", leaf(raw_extensions=explicit(3, seq(*extensions(LEAF_EXTENSIONS, {}), seq(oid(ID["odd"]))))))
rule("extension_repeated", leaf(ku=[usage(0), usage(0)]))
rule("extension_critical_unknown", leaf(odd=Critical(NULL)), leaf(odd=NULL), ["br_leaf_other_extension"])
rule("extension_critical_false_written", leaf(false_in=("san",)))
rule("precertificate", leaf(poison=NULL))
rule("precertificate_poison_not_critical", leaf(poison=Plain(NULL)), leaf(poison=NULL), ["precertificate"])
rule("subject_empty_and_alt_name_not_critical", leaf(**{**NO_SUBJECT, "san": seq(dns("www.example.org"))}), leaf(**NO_SUBJECT), ["br_subject_alt_name_not_critical"])
rule("subject_alt_name_critical_beside_subject", leaf(san=Critical(seq(dns("www.example.org")))), also=["br_subject_alt_name_critical_beside_subject"])

# Keys.
rule("rsa_public_key_malformed", leaf(spki=seq(seq(oid(RSA + "1"), NULL), bits(seq(integer(LEAF.n))))))
rule("rsa_key_parameters_not_null", leaf(spki=spki(LEAF.n, 65537, seq(oid(RSA + "1")))))
rule("rsa_signature_parameters_not_null", leaf(algorithm=seq(oid(RSA + "11"))))
rule("rsa_pss_parameters_missing", leaf(algorithm=seq(oid(RSA + "10"))), leaf(algorithm=pss()), ["br_signature_algorithm_not_allowed"])
rule("rsa_pss_parameters_malformed", leaf(algorithm=seq(oid(RSA + "10"), seq(integer(1)))), leaf(algorithm=pss()), ["br_signature_algorithm_not_allowed"])
rule("rsa_pss_hashes_differ", leaf(algorithm=pss(mgf="2.16.840.1.101.3.4.2.2")), leaf(algorithm=pss()), ["br_signature_algorithm_not_allowed"])
rule("rsa_pss_salt_length_unusual", leaf(algorithm=pss(salt=33)), leaf(algorithm=pss()), ["br_signature_algorithm_not_allowed"])
rule("rsa_key_algorithm_obsolete", leaf(spki=spki(LEAF.n, 65537, seq(oid("2.5.8.1.1"), NULL))), also=["br_key_type"])
rule("rsa_pss_key_parameters_malformed", leaf(spki=spki(LEAF.n, 65537, seq(oid(RSA + "10"), NULL))), leaf(spki=spki(LEAF.n, 65537, seq(oid(RSA + "10")))), ["br_rsa_pss_key"])
rule("rsa_modulus_even", leaf(spki=spki(LEAF.n - 1, 65537)))
rule("rsa_exponent_invalid", leaf(spki=spki(LEAF.n, 2)))
rule("rsa_exponent_not_below_modulus", leaf(spki=spki(LEAF.n, LEAF.n + 2)), also=["br_rsa_exponent_unusual"])
rule("signature_hash_broken", leaf(algorithm=SHA1, hash="sha1"), also=["br_signature_algorithm_not_allowed"])


def modulus(bits, factor=1):
    """LEAF.p times a number, so that no method splits it and no other factor is below 752."""
    n = LEAF.p * factor * ((3 << bits - 2) // (LEAF.p * factor) | 1)
    while any(n // factor % d == 0 for d in range(3, 752, 2)):
        n += 2 * LEAF.p * factor
    return n


rule("rsa_modulus_small_factor", leaf(spki=spki(modulus(2048, 751), 65537)))
NEAR = LEAF.p * (LEAF.p + 2)
rule("rsa_primes_too_close", leaf(spki=spki(NEAR, 65537)))
PRIMORIAL = 1
for prime in [p for p in range(2, 702) if all(p % d for d in range(2, p))]:
    PRIMORIAL *= prime


def infineon(a, k):
    """Numbers of the form k·M + 65537^a mod M; their product is of the same form, whether they are prime or not."""
    return k * PRIMORIAL + pow(65537, a, PRIMORIAL)


def infineon_modulus():
    for a in range(10, 1000):
        n = infineon(a, (3 << 1022) // PRIMORIAL) * infineon(a + 7, (3 << 1022) // PRIMORIAL + 5)
        if n.bit_length() == 2048 and all(n % d for d in range(3, 752, 2)):
            return n


rule("rsa_modulus_by_infineon", leaf(spki=spki(infineon_modulus(), 65537)))

# Names.
AT = lambda kind, tag, data: (kind, tlv(tag, data))
rule("name_printable_string_invalid", subject_with(("title", printable("a@b"))))
rule("name_ia5_string_invalid", leaf(subject=name(AT("DC", 0x16, b"b\xfccher"), *OV)))
rule("name_bmp_string_invalid", subject_with(AT("title", 0x1E, b"\0a\0")), also=["name_legacy_string"])
rule("name_not_a_string", subject_with(("title", ia5("Dr"))))
rule("name_attribute_empty", subject_with(("title", utf8(""))))
rule("name_legacy_string", subject_with(AT("title", 0x14, b"Dr")))
rule("name_country_not_printable", leaf(subject=name(("C", utf8("DE")), *OV[1:])))
rule("name_country_not_two_letters", leaf(subject=name(("C", "DEU"), *OV[1:])))
rule("name_serial_number_not_printable", subject_with(("serialNumber", utf8("1"))))
rule("name_dn_qualifier_not_printable", subject_with(("dnQualifier", utf8("1"))), subject_with(("dnQualifier", "1")))
rule("name_domain_component_not_ia5", leaf(subject=name(("DC", utf8("org")), *OV)), leaf(subject=name(("DC", "org"), *OV)))
EMAIL = {"eku": purposes(MAIL), "ski": octets(LEAF.identifier)}
rule("name_email_not_ia5", leaf(subject=name(("email", utf8("a@example.org"))), san=seq(mail("a@example.org")), **EMAIL), leaf(subject=name(("email", "a@example.org")), san=seq(mail("a@example.org")), **EMAIL))
LONG = {"common_name": ("CN", 65), "organization": ("O", 65), "organizational_unit": ("OU", 65), "locality": ("L", 129), "state": ("ST", 129),
        "title": ("title", 65), "serial_number": ("serialNumber", 65), "pseudonym": ("pseudonym", 129), "given_name": ("GN", 32769), "surname": ("SN", 32769)}
for label, (kind, n) in LONG.items():
    rule(f"name_{label}_too_long", leaf(subject=name((kind, "a" * n)), **EMAIL), leaf(subject=name((kind, "a" * (n - 1))), **EMAIL))
ADDRESS = "a@" + "b" * 60 + ".".join([""] + ["c" * 60] * 3) + ".example"
rule("name_email_too_long", leaf(subject=name(("email", ADDRESS + "o" * 10)), san=seq(mail(ADDRESS + "o" * 10)), **EMAIL), leaf(subject=name(("email", "a@example.org")), san=seq(mail("a@example.org")), **EMAIL), ["rfc822_name_malformed"])
TWO = [attribute("C", "DE"), attribute("O", "Example")]
rule("name_set_not_sorted", leaf(subject=seq(tlv(0x31, *sorted(TWO, reverse=True))), **EMAIL), leaf(subject=seq(tlv(0x31, *sorted(TWO))), **EMAIL), ["name_several_values_in_one_rdn"])
rule("name_several_values_in_one_rdn", leaf(subject=name([("C", "DE"), ("O", "Example")]), **EMAIL))
rule("name_white_space_at_the_edge", subject_with(("title", " Dr")))
rule("name_control_character", subject_with(("title", "D\x07r")))
rule("name_email_without_alt_name", leaf(subject=name(("email", "a@example.org")), **EMAIL), leaf(subject=name(("email", "a@example.org")), san=seq(mail("A@example.org")), **EMAIL))
rule("name_domain_component_malformed", leaf(subject=name(("DC", "example.org"), *OV)), leaf(subject=name(("DC", "org"), ("DC", "example"), *OV)))

# Extensions: those that their ASN.1 does not allow.
BROKEN = seq(integer(1), integer(2), integer(3), integer(4))
NO_AKI = lambda v: {"aki": v}
rule("authority_key_identifier_malformed", leaf(aki=BROKEN))
rule("subject_key_identifier_malformed", ca(ski=BROKEN), ca())
rule("key_usage_malformed", leaf(ku=BROKEN))
rule("certificate_policies_malformed", leaf(cp=seq()))
rule("policy_mappings_malformed", ca(pm=seq()), ca(cp=seq(policy(P_DV)), pm=seq(seq(oid(P_DV), oid(P_OWN)))))
rule("subject_alt_name_malformed", leaf(san=seq(implicit(2, "bücher.example".encode()))))
rule("issuer_alt_name_malformed", leaf(ian=seq()), leaf(ian=seq(uri("http://ca.example.org/"))), ["br_leaf_other_extension"])
rule("basic_constraints_malformed", leaf(bc=Critical(seq(integer(-1)))))
rule("name_constraints_malformed", ca(nc=seq(explicit(0))), ca(nc=subtrees([dns("example.org")])))
rule("policy_constraints_malformed", ca(pc=seq(implicit(0, b""))), ca(pc=seq(implicit(0, b"\0"))))
rule("inhibit_any_policy_malformed", ca(iap=integer(-1)), ca(iap=integer(0)))
rule("ext_key_usage_malformed", leaf(eku=seq()))
rule("crl_distribution_points_malformed", leaf(dp=seq()))
rule("freshest_crl_malformed", leaf(fresh=seq()), leaf(fresh=DP), ["br_leaf_other_extension"])
rule("authority_info_access_malformed", leaf(aia=seq()))
rule("subject_info_access_malformed", ca(sia=seq()), ca(sia=access(("repository", uri("http://ca.example.org/")))))
rule("tls_feature_malformed", leaf(tls=seq(boolean(True))), leaf(tls=seq(integer(5))))
rule("signed_certificate_timestamps_malformed", leaf(sct=octets(b"\0\5")))
rule("ocsp_no_check_malformed", leaf(eku=purposes(OCSP), nocheck=seq(), ski=octets(LEAF.identifier)), leaf(eku=purposes(OCSP), nocheck=NULL, ski=octets(LEAF.identifier)))

# Extensions: what they say.
rule("authority_key_identifier_missing", ca(aki=None), ca(), ["br_intermediate_authority_key_identifier_missing"])
rule("authority_key_identifier_without_key", leaf(aki=seq()), also=["br_authority_key_identifier_without_key"])
rule("authority_key_identifier_half_a_reference", leaf(aki=aki(CA, implicit(2, b"\1"))), also=["br_authority_cert_serial_number"])
rule("authority_key_identifier_critical", leaf(aki=Critical(aki())))
rule("subject_key_identifier_missing", ca(ski=None), ca(), ["br_ca_subject_key_identifier_missing"])
rule("subject_key_identifier_critical", ca(ski=Critical(octets(LEAF.identifier))), ca())
rule("subject_key_identifier_empty", ca(ski=octets(b"")), ca())
rule("key_usage_missing", ca(ku=None), ca(), ["br_ca_key_usage_missing"])
rule("key_usage_empty", leaf(ku=usage()))
rule("key_usage_cert_sign_without_ca", leaf(ku=usage(0, 5)), also=["br_leaf_key_usage_forbidden_bit"])
rule("key_usage_not_critical", leaf(ku=Plain(usage(0))), also=["br_key_usage_not_critical"])
rule("key_usage_not_for_rsa", leaf(ku=usage(0, 4)), also=["br_leaf_key_usage_forbidden_bit"])
rule("key_usage_trailing_zero_bits", leaf(ku=bits(b"\x80", 5)))
rule("private_key_usage_period_present", leaf(pkup=seq(implicit(0, b"20261001000000Z"))), also=["br_leaf_other_extension"])
rule("certificate_policy_repeated", leaf(cp=seq(policy(P_OV), policy(P_OWN), policy(P_OWN))), leaf(cp=seq(policy(P_OV), policy(P_OWN))))
rule("certificate_policies_any_policy_qualifier", ca(cp=seq(policy(P_ANY, seq(oid("1.3.6.1.4.1.32473.3"), NULL)))), ca(cp=seq(policy(P_ANY, cps("https://ca.example.org/")))), ["certificate_policies_qualifiers", "br_policy_qualifier_not_cps"])
rule("certificate_policies_qualifiers", leaf(cp=seq(policy(P_OV, cps("https://ca.example.org/")))))
NOTICE = ["certificate_policies_qualifiers", "br_policy_qualifier_not_cps"]
GOOD_NOTICE = leaf(cp=seq(policy(P_OV, notice(utf8("a" * 200)))))
rule("explicit_text_too_long", leaf(cp=seq(policy(P_OV, notice(utf8("a" * 201))))), GOOD_NOTICE, NOTICE)
rule("explicit_text_visible_or_bmp", leaf(cp=seq(policy(P_OV, notice(tlv(0x1A, b"text"))))), GOOD_NOTICE, NOTICE)
rule("explicit_text_ia5_string", leaf(cp=seq(policy(P_OV, notice(ia5("text"))))), GOOD_NOTICE, NOTICE)
rule("explicit_text_control_character", leaf(cp=seq(policy(P_OV, notice(utf8("te\7xt"))))), GOOD_NOTICE, NOTICE)
rule("notice_reference_present", leaf(cp=seq(policy(P_OV, notice(seq(utf8("Example"), seq(integer(1))), utf8("text"))))), GOOD_NOTICE, NOTICE)
MAPPED = ca(cp=seq(policy(P_DV)), pm=seq(seq(oid(P_DV), oid(P_OWN))))
rule("policy_mappings_of_any_policy", ca(cp=seq(policy(P_DV)), pm=seq(seq(oid(P_DV), oid(P_ANY)))), MAPPED)
rule("policy_mappings_in_leaf", leaf(pm=seq(seq(oid(P_OV), oid(P_OWN)))), also=["br_leaf_other_extension"])
rule("policy_mappings_not_critical", ca(cp=seq(policy(P_DV)), pm=Plain(seq(seq(oid(P_DV), oid(P_OWN))))), MAPPED)
rule("policy_mappings_of_other_policy", ca(cp=seq(policy(P_DV)), pm=seq(seq(oid(P_OWN), oid(P_DV)))), MAPPED)
rule("issuer_alt_name_critical", leaf(ian=Critical(seq(uri("http://ca.example.org/")))), leaf(ian=seq(uri("http://ca.example.org/"))), ["br_leaf_other_extension"])
rule("subject_directory_attributes_critical", leaf(sda=Critical(seq(seq(oid(ATTRIBUTE["title"]), tlv(0x31, utf8("Dr")))))), leaf(sda=seq(seq(oid(ATTRIBUTE["title"]), tlv(0x31, utf8("Dr"))))), ["br_leaf_other_extension", "extension_critical_unknown"])
rule("basic_constraints_not_critical", ca(bc=Plain(seq(boolean(True), integer(0)))), ca(), ["br_ca_basic_constraints"])
rule("path_len_without_ca", leaf(bc=Critical(seq(integer(0)))), ca(), ["path_len_without_cert_sign"])
rule("path_len_without_cert_sign", ca(ku=usage(6)), ca(), ["br_ca_key_usage_without_cert_sign"])
rule("basic_constraints_false_written", leaf(bc=Critical(seq(boolean(False)))), leaf(bc=Critical(seq())))
GOOD_NC = ca(nc=subtrees([dns("example.org"), mail("example.org"), mail(".example.org"), uri(".example.org"), ip(10, 0, 0, 0, 255, 0, 0, 0)]))
rule("name_constraints_in_leaf", leaf(nc=subtrees([dns("example.org")])), also=["br_leaf_name_constraints"])
rule("name_constraints_not_critical", ca(nc=Plain(subtrees([dns("example.org")]))), GOOD_NC)
rule("name_constraints_empty", ca(nc=seq()), GOOD_NC)
rule("name_constraints_minimum_or_maximum", ca(nc=subtrees([[dns("example.org"), implicit(0, b"\1")]])), GOOD_NC)
rule("name_constraints_dns_malformed", ca(nc=subtrees([dns(".example.org")])), GOOD_NC)
rule("name_constraints_email_malformed", ca(nc=subtrees([mail("@example.org")])), GOOD_NC)
rule("name_constraints_uri_malformed", ca(nc=subtrees([uri("https://example.org/")])), GOOD_NC)
rule("name_constraints_of_unused_form", ca(nc=subtrees([implicit(8, oid(P_OWN)[2:])])), GOOD_NC)
rule("policy_constraints_not_critical", ca(pc=Plain(seq(implicit(0, b"\0")))), ca(pc=seq(implicit(0, b"\0"))))
rule("policy_constraints_empty", ca(pc=seq()), ca(pc=seq(implicit(0, b"\0"))))
rule("policy_constraints_in_leaf", leaf(pc=seq(implicit(0, b"\0"))), also=["br_leaf_other_extension"])
rule("inhibit_any_policy_not_critical", ca(iap=Plain(integer(0))), ca(iap=integer(0)))
rule("inhibit_any_policy_in_leaf", leaf(iap=integer(0)), also=["br_leaf_other_extension"])
rule("ext_key_usage_any_and_critical", leaf(eku=Critical(purposes(SERVER, ANY_EKU))), leaf(eku=purposes(SERVER, ANY_EKU)), ["br_ext_key_usage_critical", "br_leaf_ext_key_usage_forbidden"])
rule("ext_key_usage_repeated", leaf(eku=purposes(SERVER, SERVER)))
rule("ext_key_usage_against_key_usage", leaf(ku=usage(3)), also=["br_leaf_key_usage_without_use", "br_leaf_key_usage_data_encipherment"])
STAMPER = {"ski": octets(LEAF.identifier)}
rule("time_stamping_not_alone", leaf(eku=purposes(STAMP), **STAMPER), leaf(eku=Critical(purposes(STAMP)), **STAMPER))
rule("ocsp_signer_without_no_check", leaf(eku=purposes(OCSP), aia=None, dp=None, **STAMPER), leaf(eku=purposes(OCSP), aia=None, dp=None, nocheck=NULL, **STAMPER))
rule("crl_distribution_points_critical", leaf(dp=Critical(DP)), also=["br_crl_distribution_points_critical"])
POINT = full(uri("http://ca.example.org/ca.crl"))
REASONS = implicit(1, b"\5\x60")
BAD_POINT = ["br_crl_distribution_point_reasons_or_issuer"]
rule("crl_distribution_point_without_place", leaf(dp=points(POINT, [])), also=BAD_POINT)
rule("crl_distribution_points_reasons_only", leaf(dp=points([POINT, REASONS])), leaf(dp=points(POINT, [POINT, REASONS])), BAD_POINT)
rule("crl_distribution_point_issuer_not_a_name", leaf(dp=points([POINT, explicit(2, dns("ca.example.org"))])), leaf(dp=points([POINT, explicit(2, dirname(CA_NAME))])), BAD_POINT)
rule("crl_distribution_point_relative_name", leaf(dp=points(explicit(0, explicit(1, attribute("CN", "1"))))), also=BAD_POINT)
rule("crl_distribution_point_not_http_or_ldap", leaf(dp=points(full(dirname(CA_NAME)))), also=["br_crl_distribution_point_not_http"])
FRESH = ["br_leaf_other_extension"]
rule("freshest_crl_critical", leaf(fresh=Critical(DP)), leaf(fresh=DP), FRESH)
rule("freshest_crl_without_place", leaf(fresh=points([REASONS])), leaf(fresh=DP), FRESH)
rule("authority_info_access_critical", leaf(aia=Critical(AIA)))
OCSP_PLACE = ("ocsp", uri("http://ocsp.example.org/"))
rule("ca_issuers_not_http_or_ldap", leaf(aia=access(OCSP_PLACE, ("ca", uri("ftp://ca.example.org/ca.der")))), also=["br_authority_info_access_not_http"])
rule("ocsp_location_not_a_uri", leaf(aia=access(("ocsp", dns("ocsp.example.org")), ("ca", uri("http://ca.example.org/ca.der")))), also=["br_authority_info_access_not_http"])
rule("information_access_over_tls", leaf(aia=access(OCSP_PLACE, ("ca", uri("https://ca.example.org/ca.der")))), also=["br_authority_info_access_not_http"])
SIA = access(("repository", uri("http://ca.example.org/")))
rule("subject_info_access_critical", ca(sia=Critical(SIA)), ca(sia=SIA))
rule("ca_repository_in_leaf", leaf(sia=SIA), ca(sia=SIA), FRESH)
rule("tls_feature_critical", leaf(tls=Critical(seq(integer(5)))), leaf(tls=seq(integer(5))))
FOR_CLIENTS = {"eku": purposes(CLIENT), "aia": None, "dp": None, **STAMPER}
rule("no_rev_avail_malformed", leaf(none=seq(), **FOR_CLIENTS), leaf(none=NULL, **FOR_CLIENTS))
rule("no_rev_avail_critical", leaf(none=Critical(NULL), **FOR_CLIENTS), leaf(none=NULL, **FOR_CLIENTS), ["extension_critical_unknown"])
rule("no_rev_avail_in_ca", ca(none=NULL), leaf(none=NULL, **FOR_CLIENTS), ["no_rev_avail_beside_status"])
rule("no_rev_avail_beside_status", leaf(none=NULL, **{**FOR_CLIENTS, "dp": DP}), leaf(none=NULL, **FOR_CLIENTS))
rule("netscape_extension", leaf(ns=bits(b"\x40", 6)), also=FRESH)
rule("subject_key_identifier_missing_in_leaf", leaf(eku=purposes(CLIENT)), leaf(eku=purposes(CLIENT), **STAMPER))

# Alternative names.
SAN = lambda *names, **changes: leaf(san=seq(*names), **changes)
MALFORMED = ["br_dns_name_malformed"]
rule("dns_name_empty", SAN(dns("")), also=MALFORMED)
rule("dns_name_leading_dot", SAN(dns(".example.org")), also=MALFORMED)
rule("dns_name_trailing_dot", SAN(dns("www.example.org.")), also=MALFORMED)
rule("dns_name_empty_label", SAN(dns("www..example.org")), also=MALFORMED)
rule("dns_name_label_too_long", SAN(dns("a" * 64 + ".example.org")), SAN(dns("a" * 63 + ".example.org")), MALFORMED)
LONG_NAME = ".".join(["a" * 62] * 4) + ".org"
rule("dns_name_too_long", SAN(dns(LONG_NAME)), SAN(dns(LONG_NAME[2:])), MALFORMED)
rule("dns_name_hyphen_at_the_edge", SAN(dns("-www.example.org")), also=MALFORMED)
rule("dns_name_underscore", SAN(dns("_www.example.org")), also=["br_dns_name_underscore"])
rule("dns_name_character_not_allowed", SAN(dns("www.example.org:443")), also=MALFORMED)
rule("dns_name_wildcard_not_first_label", SAN(dns("www.*.example.org")), SAN(dns("*.example.org")), ["br_dns_name_wildcard"])
rule("dns_name_address", SAN(dns("8.8.8.8")), SAN(ip(8, 8, 8, 8)), ["br_dns_name_address"])
rule("dns_name_a_label_malformed", SAN(dns("xn--0.example.org")), SAN(dns("xn--bcher-kva.example.org")), ["br_dns_name_a_label_malformed"])
rule("dns_name_reserved_label", SAN(dns("ab--c.example.org")), also=["br_dns_name_reserved_label"])
OTHERS = {"eku": purposes(CLIENT), **STAMPER}
rule("rfc822_name_malformed", SAN(mail("A. User <a@example.org>"), **OTHERS), SAN(mail("a@example.org"), **OTHERS))
GOOD_URI = SAN(uri("spiffe://example.org/a%20b"), uri("urn:uuid:1"), **OTHERS)
rule("uri_relative", SAN(uri("/a/b"), **OTHERS), GOOD_URI)
rule("uri_without_specific_part", SAN(uri("urn:"), **OTHERS), GOOD_URI)
rule("uri_host_malformed", SAN(uri("https://a_b/"), **OTHERS), GOOD_URI)
rule("uri_character_not_allowed", SAN(uri("https://example.org/a b"), **OTHERS), GOOD_URI)
rule("directory_name_empty", SAN(dirname(name()), **OTHERS), SAN(dirname(SUBJECT), **OTHERS))
BOX = lambda value: SAN(other("1.3.6.1.5.5.7.8.9", value), **OTHERS)
GOOD_BOX = BOX(utf8("bücher@example.org"))
rule("smtp_utf8_mailbox_not_utf8_string", BOX(ia5("a@example.org")), GOOD_BOX)
rule("smtp_utf8_mailbox_of_ascii", BOX(utf8("a@example.org")), GOOD_BOX)
rule("smtp_utf8_mailbox_domain", BOX(utf8("bücher@bücher.example")), GOOD_BOX)
rule("smtp_utf8_mailbox_byte_order_mark", BOX(utf8("\ufeffbücher@example.org")), GOOD_BOX)
rule("alt_name_other_malformed", SAN(other("1.3.6.1.5.5.7.8.7", ia5("http.example.org")), **OTHERS), SAN(other("1.3.6.1.5.5.7.8.7", ia5("_http.example.org")), **OTHERS))
rule("alt_name_repeated", SAN(dns("www.example.org"), dns("WWW.example.org")), SAN(dns("www.example.org"), dns("example.org")))

# Requests.
CHALLENGE = seq(oid("1.2.840.113549.1.9.7"), tlv(0x31, utf8("secret")))
rule("request_version_not_1", request(version=1))
rule("request_attributes_malformed", request(field=explicit(0, seq(NULL))))
rule("request_attributes_missing", request(field=b""))
rule("request_attribute_empty", request(seq(oid("1.2.840.113549.1.9.8"), tlv(0x31))))
rule("request_attribute_repeated", request(*[seq(oid("1.2.840.113549.1.9.8"), tlv(0x31, utf8("a")))] * 2))
TWICE = extensions({}, {"san": seq(dns("www.example.org"))})
rule("request_extensions_several_values", request(field=explicit(0, seq(oid("1.2.840.113549.1.9.14"), tlv(0x31, seq(*TWICE), seq(*TWICE))))))
rule("request_signature_wrong", request(key=CA))
rule("request_challenge_password", request(CHALLENGE))
rule("request_names_nothing", request(subject=name(), san=None))
rule("request_server_name_in_subject_only", request(subject=name(("CN", "www.example.org")), san=None), request(subject=name(("CN", "www.example.org"))))

# CRLs.
rule("crl_version_not_2", crl(version=None, raw_extensions=b""), also=["crl_authority_key_identifier_missing", "crl_number_missing"])
rule("crl_dates_malformed", crl(next=utc("2611080000Z")))
rule("crl_generalized_time_before_2050", crl(this=generalized("20261101000000Z")))
rule("crl_next_update_missing", crl(next=None))
rule("crl_next_update_not_later", crl(next="20261101000000Z"))
rule("crl_entries_malformed", crl(seq(integer(1))))
rule("crl_entries_empty", crl(field=seq()), crl(entry(5)))
rule("crl_entry_repeated", crl(entry(5), entry(5)), crl(entry(5), entry(6)))
rule("crl_entry_serial_number_not_positive", crl(entry(-5)), crl(entry(5)))
rule("crl_entry_generalized_time_before_2050", crl(entry(5, generalized("20261001000000Z"))), crl(entry(5)))
V1 = ["crl_version_not_2", "crl_authority_key_identifier_missing", "crl_number_missing"]
rule("crl_entry_extensions_in_version_1", crl(entry(5, reason=tlv(10, b"\1")), version=None, raw_extensions=b""), crl(entry(5, reason=tlv(10, b"\1"))), V1)
rule("crl_extensions_in_version_1", crl(version=None), also=["crl_version_not_2"])
rule("crl_extension_critical_unknown", crl(odd=Critical(NULL)), crl(odd=NULL))
rule("crl_authority_key_identifier_malformed", crl(aki=BROKEN))
rule("crl_authority_key_identifier_missing", crl(aki=None))
rule("crl_authority_key_identifier_without_key", crl(aki=seq()), also=["br_authority_key_identifier_without_key"])
rule("crl_number_malformed", crl(number=integer(-1)))
rule("crl_number_missing", crl(number=None))
rule("crl_number_critical", crl(number=Critical(integer(7))))
rule("crl_number_too_long", crl(number=integer(1 << 160)), crl(number=integer(1 << 158)))
rule("delta_crl_indicator_malformed", crl(delta=integer(-1)), crl(delta=integer(6)))
rule("delta_crl_indicator_not_critical", crl(delta=Plain(integer(6))), crl(delta=integer(6)))
rule("delta_crl_with_freshest_crl", crl(delta=integer(6), fresh=DP), crl(fresh=DP))
GOOD_IDP = crl(idp=seq(POINT, implicit(1, b"\xff")))
rule("issuing_distribution_point_malformed", crl(idp=seq(integer(1))), GOOD_IDP)
rule("issuing_distribution_point_not_critical", crl(idp=Plain(seq(POINT))), GOOD_IDP)
rule("issuing_distribution_point_empty", crl(idp=seq()), GOOD_IDP, ["br_crl_scope_not_by_uri"])
rule("issuing_distribution_point_of_two_kinds", crl(idp=seq(POINT, implicit(1, b"\xff"), implicit(2, b"\xff"))), GOOD_IDP)
rule("issuing_distribution_point_all_reasons", crl(idp=seq(POINT, implicit(3, b"\7\x7f\x80"))), crl(idp=seq(POINT, implicit(3, b"\5\x60"))))
rule("crl_entry_extension_critical_unknown", crl(entry(5, odd=Critical(NULL))), crl(entry(5, odd=NULL)))
REASON = lambda n: tlv(10, bytes([n]))
GOOD_ENTRY = crl(entry(5, reason=REASON(1), invalidity=generalized("20260901000000Z")))
rule("crl_reason_malformed", crl(entry(5, reason=REASON(7))), GOOD_ENTRY)
rule("crl_reason_critical", crl(entry(5, reason=Critical(REASON(1)))), GOOD_ENTRY)
rule("crl_reason_unspecified", crl(entry(5, reason=REASON(0))), GOOD_ENTRY, ["br_crl_reason_not_allowed"])
rule("crl_reason_remove_in_complete_list", crl(entry(5, reason=REASON(8))), GOOD_ENTRY, ["br_crl_reason_not_allowed"])
rule("crl_invalidity_date_malformed", crl(entry(5, invalidity=utc("260901000000Z"))), GOOD_ENTRY)
rule("crl_invalidity_date_critical", crl(entry(5, invalidity=Critical(generalized("20260901000000Z")))), GOOD_ENTRY)
INDIRECT = {"idp": seq(POINT, implicit(4, b"\xff"))}
GOOD_INDIRECT = crl(entry(5, issuer=seq(dirname(ROOT_NAME))), **INDIRECT)
rule("crl_certificate_issuer_malformed", crl(entry(5, issuer=seq()), **INDIRECT), GOOD_INDIRECT, ["br_crl_scope_indirect"])
rule("crl_certificate_issuer_not_critical", crl(entry(5, issuer=Plain(seq(dirname(ROOT_NAME)))), **INDIRECT), GOOD_INDIRECT, ["br_crl_scope_indirect"])
rule("crl_certificate_issuer_in_direct_list", crl(entry(5, issuer=seq(dirname(ROOT_NAME)))), GOOD_INDIRECT)
rule("crl_hold_instruction", crl(entry(5, hold=oid("1.2.840.10040.2.1"))), GOOD_ENTRY)

# Baseline Requirements: keys, algorithms, validity.
rule("br_version_not_3", leaf(version=None, raw_extensions=b"")) if False else None
rule("br_version_not_3", leaf(version=1), also=["version_not_3_with_extensions"])
rule("br_serial_number_short", leaf(serial=(1 << 40) - 1), leaf(serial=1 << 40))
rule("br_serial_number_below_64_bits", leaf(serial=(1 << 56) - 1), leaf(serial=1 << 56))
rule("br_rsa_modulus_too_small", leaf(spki=spki(LEAF.p, 65537)))
rule("br_rsa_modulus_not_whole_bytes", leaf(spki=spki(modulus(2049), 65537)))
rule("br_rsa_exponent_unusual", leaf(spki=spki(LEAF.n, 3)))
rule("br_rsa_pss_key", leaf(spki=spki(LEAF.n, 65537, seq(oid(RSA + "10")))))
rule("br_key_type", leaf(spki=seq(seq(oid("1.2.840.10040.4.1"), seq(integer(23), integer(11), integer(2))), bits(integer(4)))))
EC = lambda curve: leaf(spki=seq(seq(oid("1.2.840.10045.2.1"), oid(curve)), bits(b"\4" + b"\1" * 64)))
rule("br_ec_curve", EC("1.3.132.0.10"), EC("1.2.840.10045.3.1.7"))
rule("br_signature_algorithm_not_allowed", leaf(algorithm=seq(oid(RSA + "14"), NULL)))
VALID = lambda start, end, **changes: leaf(validity=(start, end), **changes)
rule("br_validity_over_60_months", VALID("20130101000000Z", "20180201000000Z"), VALID("20130101000000Z", "20171231235959Z"))
rule("br_validity_over_39_months", VALID("20160101000000Z", "20190501000000Z"), VALID("20160101000000Z", "20190331235959Z"))
rule("br_validity_over_825_days", VALID("20190101000000Z", "20210405000000Z"), VALID("20190101000000Z", "20210404235959Z"))
rule("br_validity_over_398_days", VALID("20250101000000Z", "20260203000000Z"), VALID("20250101000000Z", "20260202235959Z"))
rule("br_validity_over_200_days", VALID("20260401000000Z", "20261018000000Z"), VALID("20260401000000Z", "20261017235959Z"))
rule("br_validity_over_100_days", VALID("20270401000000Z", "20270710000000Z"), VALID("20270401000000Z", "20270709235959Z"))
rule("br_validity_over_47_days", VALID("20290401000000Z", "20290518000000Z"), VALID("20290401000000Z", "20290517235959Z"))
rule("br_validity_over_recommended", VALID("20260401000000Z", "20261017000000Z"), VALID("20260401000000Z", "20261016235959Z"))
rule("br_root_validity_too_long", root(validity=("20240101000000Z", "20490101000000Z")), root(validity=("20240101000000Z", "20481231235959Z")))
rule("br_root_validity_too_short", root(validity=("20240101000000Z", "20311231000000Z")), root(validity=("20240101000000Z", "20320101000000Z")))
rule("br_unique_identifier", ca(unique=implicit(2, b"\0\1")), ca(), ["unique_identifier_present"])
rule("br_leaf_basic_constraints_not_critical", leaf(bc=seq()), leaf(bc=Critical(seq())))
rule("br_leaf_key_usage_forbidden_bit", leaf(ku=usage(0, 6)))
rule("br_leaf_key_usage_without_use", leaf(ku=usage(1)), also=["br_leaf_key_usage_forbidden_bit"])
rule("br_leaf_key_usage_data_encipherment", leaf(ku=usage(0, 3)))
rule("br_key_usage_not_critical", ca(ku=Plain(usage(5, 6))), ca(), ["key_usage_not_critical"])
rule("br_ca_basic_constraints", root(bc=Plain(seq(boolean(True)))), root(), ["basic_constraints_not_critical"])
rule("br_root_path_len", root(bc=seq(boolean(True), integer(1))), root())
rule("br_ca_key_usage_missing", root(ku=None), root(), ["key_usage_missing"])
rule("br_ca_key_usage_without_cert_sign", root(ku=usage(6)), root())
rule("br_ca_key_usage_without_crl_sign", ca(ku=usage(5)), ca())
rule("br_ca_key_usage_forbidden_bit", ca(ku=usage(2, 5, 6)), ca(ku=usage(0, 5, 6)))
rule("br_leaf_authority_key_identifier_missing", leaf(aki=None), also=["authority_key_identifier_missing"])
rule("br_intermediate_authority_key_identifier_missing", ca(aki=None), ca(), ["authority_key_identifier_missing"])
rule("br_authority_key_identifier_without_key", root(aki=seq()), root())
ISSUER_AND_SERIAL = [explicit(1, dirname(ROOT_NAME)), implicit(2, b"\1")]
rule("br_authority_cert_issuer", leaf(aki=aki(CA, *ISSUER_AND_SERIAL)), also=["br_authority_cert_serial_number"])
rule("br_authority_cert_serial_number", root(aki=aki(CA, *ISSUER_AND_SERIAL)), root(), ["br_authority_cert_issuer"])
rule("br_authority_key_identifier_of_other_key", root(aki=aki(LEAF)), root())
rule("br_ca_subject_key_identifier_missing", root(ski=None), root(), ["subject_key_identifier_missing"])
rule("br_leaf_subject_key_identifier", leaf(ski=octets(LEAF.identifier)))
rule("br_root_authority_key_identifier_missing", root(aki=None), root())
rule("br_leaf_ext_key_usage_missing", leaf(eku=None))
rule("br_leaf_ext_key_usage_without_server_auth", leaf(eku=purposes(ANY_EKU)), also=["br_leaf_ext_key_usage_forbidden"])
rule("br_leaf_ext_key_usage_forbidden", leaf(eku=purposes(SERVER, CODE)))
rule("br_leaf_ext_key_usage_other", leaf(eku=purposes(SERVER, "1.3.6.1.4.1.32473.4")), leaf(eku=purposes(SERVER, CLIENT)))
rule("br_ext_key_usage_critical", leaf(eku=Critical(purposes(SERVER))))
rule("br_root_ext_key_usage", root(eku=purposes(SERVER)), root())
rule("br_intermediate_ext_key_usage_missing", ca(eku=None), ca())
rule("br_intermediate_ext_key_usage_without_server_auth", ca(eku=purposes(ANY_EKU)), ca(), ["br_intermediate_ext_key_usage_forbidden"])
rule("br_intermediate_ext_key_usage_forbidden", ca(eku=purposes(SERVER, MAIL)), ca(eku=purposes(SERVER, CLIENT)))
rule("br_intermediate_ext_key_usage_ocsp_or_precertificate", ca(eku=purposes(SERVER, OCSP)), ca(eku=purposes(SERVER, CLIENT)))
rule("br_certificate_policies_missing", leaf(cp=None))
rule("br_certificate_policies_critical", leaf(cp=Critical(seq(policy(P_OV)))))
rule("br_leaf_policy_not_reserved", leaf(cp=seq(policy(P_OWN))))
rule("br_leaf_several_reserved_policies", leaf(cp=seq(policy(P_OV), policy(P_DV))), also=["br_domain_validated_attribute"])
rule("br_leaf_any_policy", leaf(cp=seq(policy(P_OV), policy(P_ANY))))
rule("br_leaf_reserved_policy_not_first", leaf(cp=seq(policy(P_OWN), policy(P_OV))), leaf(cp=seq(policy(P_OV), policy(P_OWN))))
rule("br_policy_qualifier_not_cps", leaf(cp=seq(policy(P_OV, notice(utf8("text"))))), leaf(cp=seq(policy(P_OV, cps("https://ca.example.org/")))), ["certificate_policies_qualifiers"])
rule("br_cps_not_http", leaf(cp=seq(policy(P_OV, cps("ftp://ca.example.org/")))), leaf(cp=seq(policy(P_OV, cps("https://ca.example.org/")))), ["certificate_policies_qualifiers"])
rule("br_root_certificate_policies", root(cp=seq(policy(P_ANY))), root())
rule("br_intermediate_any_policy_beside_others", ca(cp=seq(policy(P_ANY), policy(P_DV))), ca())
rule("br_intermediate_policy_not_reserved", ca(cp=seq(policy(P_OWN))), ca())
rule("br_leaf_authority_info_access_missing", leaf(aia=None))
rule("br_authority_info_access_not_http", leaf(aia=access(("ocsp", uri("ldap://ocsp.example.org/")), ("ca", uri("http://ca.example.org/ca.der")))))
# What was issued before the profiles of BR 2 had to have an HTTP URL, and could have others.
OF_2021 = {"validity": ("20210101000000Z", "20310101000000Z")}
LDAP = uri("ldap://ca.example.org/cn=ca")
rule("br_authority_info_access_without_http", ca(aia=access(("ca", LDAP)), **OF_2021), ca(aia=access(("ca", LDAP), ("ocsp", uri("http://ocsp.example.org/"))), **OF_2021))
rule("br_authority_info_access_other_method", leaf(aia=access(OCSP_PLACE, ("ca", uri("http://ca.example.org/ca.der")), ("odd", uri("http://ca.example.org/")))))
rule("br_authority_info_access_repeated", leaf(aia=access(OCSP_PLACE, *[("ca", uri("http://ca.example.org/ca.der"))] * 2)), leaf(aia=access(*[(m, uri("http://ca.example.org/")) for m in ("ocsp", "ca")])))
rule("br_leaf_without_ca_issuers", leaf(aia=access(OCSP_PLACE)))
CA_PLACE = access(("ca", uri("http://ca.example.org/ca.der")))
rule("br_leaf_status_nowhere", leaf(aia=CA_PLACE, dp=None), leaf(aia=CA_PLACE, dp=None, validity=("20261001000000Z", "20261007235959Z")))
rule("br_intermediate_crl_distribution_points_missing", ca(dp=None), ca())
rule("br_root_crl_distribution_points", root(dp=DP), root())
rule("br_crl_distribution_points_critical", ca(dp=Critical(DP)), ca(), ["crl_distribution_points_critical"])
rule("br_crl_distribution_point_not_http", leaf(dp=points(full(uri("ldap://ca.example.org/cn=ca")))))
rule("br_crl_distribution_points_without_http", ca(dp=points(full(LDAP)), **OF_2021), ca(dp=points(full(LDAP), full(uri("http://ca.example.org/ca.crl"))), **OF_2021))
rule("br_crl_distribution_point_reasons_or_issuer", leaf(dp=points(POINT, [POINT, REASONS])))
rule("br_leaf_name_constraints", leaf(nc=subtrees([dns("example.org")])), also=["name_constraints_in_leaf"])
SCT = bytes(1) + b"log" + bytes(29 + 8 + 2) + b"\4\3\0\2ok"
SCTS = octets((len(SCT) + 2).to_bytes(2, "big") + len(SCT).to_bytes(2, "big") + SCT)
rule("br_signed_certificate_timestamps_critical", leaf(sct=Critical(SCTS)), leaf(sct=SCTS))
rule("br_leaf_other_extension", leaf(odd=NULL))
rule("br_ocsp_no_check_missing", leaf(eku=purposes(SERVER, OCSP)), also=["br_leaf_ext_key_usage_forbidden"])
rule("br_crl_too_long_in_force", crl(next="20271103000000Z"), crl(next="20271101000000Z"))
rule("br_crl_of_leaves_too_long_in_force", crl(next="20261111000000Z", idp=seq(POINT, implicit(1, b"\xff"))), crl(next="20261110235959Z", idp=seq(POINT, implicit(1, b"\xff"))))
rule("br_crl_reason_not_allowed", crl(entry(5, reason=REASON(6))), GOOD_ENTRY)
rule("br_crl_scope_not_by_uri", crl(idp=seq(explicit(0, explicit(0, uri("http://crl.example.org/1"), dns("www.example.org"))))), GOOD_IDP)
rule("br_crl_scope_indirect", crl(idp=seq(POINT, implicit(4, b"\xff"))), GOOD_IDP)
rule("br_crl_revoked_later", crl(entry(5, "20261102000000Z")), crl(entry(5)))

# Baseline Requirements: names.
rule("br_subject_alt_name_missing", leaf(san=None, eku=purposes(SERVER)))
rule("br_subject_alt_name_critical_beside_subject", leaf(san=Critical(seq(dns("www.example.org")))), also=["subject_alt_name_critical_beside_subject"])
rule("br_subject_alt_name_not_critical", leaf(**{**NO_SUBJECT, "san": seq(dns("www.example.org"))}), leaf(**NO_SUBJECT), ["subject_empty_and_alt_name_not_critical"])
rule("br_alt_name_of_other_form", SAN(dns("www.example.org"), uri("https://www.example.org/")))
rule("br_dns_name_internal", SAN(dns("server.local")))
rule("br_dns_name_reverse_zone", SAN(dns("8.8.8.8.in-addr.arpa")), SAN(dns("www.example.org"), dns("xin-addr.arpa"), dns("as112.arpa")))
rule("br_dns_name_underscore", SAN(dns("a_b.example.org")), also=["dns_name_underscore"])
rule("br_dns_name_wildcard", SAN(dns("w*.example.org")), SAN(dns("*.example.org")), ["dns_name_wildcard_not_first_label"])
rule("br_dns_name_wildcard_of_public_suffix", SAN(dns("*.co.uk")), SAN(dns("*.example.co.uk")))
rule("br_dns_name_public_suffix", SAN(dns("co.uk")), SAN(dns("example.co.uk")))
rule("br_dns_name_malformed", SAN(dns("www-.example.org")), also=["dns_name_hyphen_at_the_edge"])
rule("br_dns_name_address", SAN(dns("8.8.4.4")), SAN(ip(8, 8, 4, 4)), ["dns_name_address"])
rule("br_dns_name_reserved_label", SAN(dns("zz--top.example.org")), also=["dns_name_reserved_label"])
rule("br_dns_name_a_label_malformed", SAN(dns("xn--9999999999.example.org")), SAN(dns("xn--bcher-kva.example.org")), ["dns_name_a_label_malformed"])
def onion(key, version=3):
    check = hashlib.sha3_256(b".onion checksum" + key + bytes([version])).digest()[:2]
    return dns(base64.b32encode(key + check + bytes([version])).decode().lower() + ".onion")


rule("br_dns_name_onion_version_2", SAN(dns("expyuzz4wqqyqhjn.onion")), SAN(onion(bytes(32))))
rule("br_dns_name_onion_malformed", SAN(onion(bytes(32), version=4)), SAN(onion(bytes(32))))
rule("br_ip_address_reserved", SAN(ip(10, 1, 2, 3)), SAN(ip(8, 8, 8, 8), ip(0x20, 1, 0x48, 0x60, 0x48, 0x60, *[0] * 8, 0x88, 0x88)))
CN = lambda *names: leaf(subject=name(*OV, *(("CN", n) for n in names)))
COMMON = ["br_common_name_present"]
rule("br_common_name_not_in_alt_name", CN("WWW.example.org"), CN("www.example.org"), COMMON)
rule("br_common_name_repeated", CN("www.example.org", "www.example.org"), CN("www.example.org"), COMMON)
rule("br_common_name_present", CN("www.example.org"))
OTHER_FORM = name(("C", "DE"), ("O", "Example Trust"), ("CN", printable("Example TLS CA")))
rule("br_issuer_not_byte_identical", Bundle(ca(), leaf(issuer=OTHER_FORM)), Bundle(ca(), leaf()))
rule("br_several_values_in_one_rdn", leaf(subject=name(("C", "DE"), [("L", "Berlin"), ("O", "Example")])), also=["name_several_values_in_one_rdn"])
rule("br_subject_attribute_repeated", leaf(subject=name(*OV, ("O", "Other"))))
rule("br_subject_attribute_order", leaf(subject=name(("O", "Example"), ("C", "DE"), ("L", "Berlin"))))
rule("br_subject_attribute_encoding", leaf(subject=name(*OV[:2], AT("O", 0x14, b"Example"))), also=["name_legacy_string"])
rule("br_subject_attribute_metadata_only", leaf(subject=name(("C", "DE"), ("ST", "-"), *OV[1:])))
rule("br_subject_attribute_not_applicable", leaf(subject=name(("C", "DE"), ("ST", "N/A"), *OV[1:])))
rule("br_subject_attribute_too_long", leaf(subject=name(*OV[:2], ("postalCode", "1" * 41), *OV[2:])), leaf(subject=name(*OV[:2], ("postalCode", "1" * 40), *OV[2:])))
rule("br_country_unknown", leaf(subject=name(("C", "QQ"), *OV[1:])))
rule("br_organizational_unit", subject_with(("OU", "Unit")))
rule("br_root_organizational_unit", root(subject=name(("C", "DE"), ("O", "Example Trust"), ("OU", "Unit"), ("CN", "Example Root")), issuer=name(("C", "DE"), ("O", "Example Trust"), ("OU", "Unit"), ("CN", "Example Root"))), root())
rule("br_intermediate_organizational_unit", ca(subject=name(("C", "DE"), ("O", "Example Trust"), ("OU", "Unit"), ("CN", "Example TLS CA"))), ca())
rule("br_email_in_subject", leaf(subject=name(*OV, ("email", "a@example.org"))), also=["name_email_without_alt_name"])
rule("br_domain_validated_attribute", leaf(cp=seq(policy(P_DV))), leaf(cp=seq(policy(P_DV)), subject=name(("C", "DE"))))
rule("br_organization_validated_without_organization", leaf(subject=name(("C", "DE"), ("L", "Berlin"))))
rule("br_organization_validated_without_country", leaf(subject=name(("L", "Berlin"), ("O", "Example"))))
rule("br_organization_validated_without_place", leaf(subject=name(("C", "DE"), ("O", "Example"))))
PERSON = name(("C", "DE"), ("L", "Berlin"), ("SN", "Muster"), ("GN", "Erika"))
rule("br_individual_validated_without_name", leaf(cp=seq(policy(P_IV))), leaf(cp=seq(policy(P_IV)), subject=PERSON))
rule("br_individual_validated_without_country", leaf(cp=seq(policy(P_IV)), subject=name(("L", "Berlin"), ("SN", "Muster"), ("GN", "Erika"))), leaf(cp=seq(policy(P_IV)), subject=PERSON))
rule("br_individual_validated_without_place", leaf(cp=seq(policy(P_IV)), subject=name(("C", "DE"), ("SN", "Muster"), ("GN", "Erika"))), leaf(cp=seq(policy(P_IV)), subject=PERSON))
rule("br_given_name_without_individual", leaf(subject=name(("C", "DE"), ("L", "Berlin"), ("O", "Example"), ("SN", "Muster"))), leaf(cp=seq(policy(P_IV)), subject=PERSON))
EV = {"cp": seq(policy(P_EV)), "subject": name(*OV, ("businessCategory", "Private Organization"), ("jurisdictionC", "DE"), ("serialNumber", "HRB 1"))}
rule("br_extended_validation_attribute_missing", leaf(cp=seq(policy(P_EV))), leaf(**EV))
rule("br_extended_validation_wildcard", leaf(san=seq(dns("*.example.org")), **EV), leaf(**EV))
rule("br_ca_common_name_missing", ca(subject=name(("C", "DE"), ("O", "Example Trust"))), ca())
rule("br_ca_organization_missing", ca(subject=name(("C", "DE"), ("CN", "Example TLS CA"))), ca())
rule("br_ca_country_missing", ca(subject=name(("O", "Example Trust"), ("CN", "Example TLS CA"))), ca())

for old in HERE.glob("*.pem"):
    old.unlink()
for label, document in PASSES.items():
    (HERE / f"{label}.pass.pem").write_text(document.pem())
for label, (document, also) in FAILS.items():
    (HERE / f"{label}.fail.pem").write_text(document.pem())
for label, document in {"root": root(), "ca": ca(), "leaf": leaf(), "crl": crl()}.items():
    (HERE / f"{label}.pem").write_text(document.pem())
(HERE / "index.json").write_text(json.dumps({label: also for label, (_, also) in FAILS.items()}, indent=1) + "\n")


# Templates: documents without their signatures, and which public keys, key identifiers and serial number to put in.
def template(document, rule, broken, also=()):
    several = document.documents if isinstance(document, Bundle) else [document]
    assert len(several) == 1 or several[0].der == ca().der, rule
    document = several[-1]
    der, (key, hash, made) = document.der, document.signing or (None, None, None)
    if made:
        der = der.replace(made, bytes(len(made)))
    # A key that is not LEAF's as it is stays what it is.
    fixed = document.label != "X509 CRL" and not any(whole.spki in der for whole in KEYS.values())
    names = {id(whole): name for name, whole in KEYS.items()}
    return {
        "rule": rule, "broken": broken, "also": list(also), "der": der.hex(),
        "kind": {"CERTIFICATE": "certificate", "X509 CRL": "crl", "CERTIFICATE REQUEST": "request"}[document.label],
        "role": document.role, "signer": names[id(key)] if key else None, "hash": hash, "fixed": fixed,
        "with_issuer": len(several) > 1,
    }


BASES = {"root": root(), "ca": ca(), "leaf": leaf(), "crl": crl(), "root_crl": crl(issuer=ROOT_NAME), "request": request()}
templates = [template(document, label, False) for label, document in BASES.items()]
for label, (document, also) in FAILS.items():
    templates.append(template(document, label, True, also))
    # A document that keeps this rule and breaks another is of no use where the verdict is on all of them.
    if not also and PASSES[label].pem() not in {base.pem() for base in BASES.values()}:
        templates.append(template(PASSES[label], label, False))
data = {
    "keys": {name: [f"{key.n:0512x}", key.identifier.hex()] for name, key in KEYS.items()},
    "serial": "5deece66d0b1a2b3c4d5e6f708192a3b",
    "suffixes": [line for line in (HERE / "suffixes.dat").read_text().split("\n") if line and not line.startswith("//")],
    "documents": templates,
}
packed = zlib.compress(json.dumps(data).encode(), 9)
(HERE.parent.parent / "oracle/src/make/lint.bin").write_bytes(packed)
print(f"{len(FAILS)} rules, {len(templates)} templates in {len(packed)} bytes")
