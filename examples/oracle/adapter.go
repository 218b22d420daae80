// Go's crypto/rsa and crypto/x509 under certwright's test vectors:
//
//	go build -o adapter examples/oracle/adapter.go
//	certwright vectors run FILE -exec ./adapter
//
// Speaks the protocol of docs/oracle-protocol.md.
package main

import (
	"bufio"
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"math/big"
	"os"
	"time"
)

// Bytes stand as hexadecimal digits.
type Bytes []byte

func (b *Bytes) UnmarshalText(text []byte) error {
	decoded, err := hex.DecodeString(string(text))
	*b = decoded
	return err
}

type scheme struct {
	Padding string          `json:"padding"`
	Hash    string          `json:"hash"`
	MGF1    string          `json:"mgf1"`
	Salt    json.RawMessage `json:"salt"`
	Label   Bytes           `json:"label"`
}

type request struct {
	ID               uint64   `json:"id"`
	Operation        string   `json:"operation"`
	Scheme           scheme   `json:"scheme"`
	PublicKey        Bytes    `json:"public_key"`
	PrivateKey       Bytes    `json:"private_key"`
	Message          *Bytes   `json:"message"`
	Digest           *Bytes   `json:"digest"`
	Signature        Bytes    `json:"signature"`
	Ciphertext       Bytes    `json:"ciphertext"`
	Number           Bytes    `json:"number"`
	Kind             string   `json:"kind"`
	Document         Bytes    `json:"document"`
	Operator         string   `json:"operator"`
	Operands         []string `json:"operands"`
	Target           Bytes    `json:"target"`
	Anchors          []Bytes  `json:"anchors"`
	Intermediates    []Bytes  `json:"intermediates"`
	CRLs             []Bytes  `json:"crls"`
	Time             int64    `json:"time"`
	Purpose          string   `json:"purpose"`
	Host             string   `json:"host"`
	Emails           []string `json:"emails"`
	KeyUsage         []string `json:"key_usage"`
	Algorithms       []string `json:"signature_algorithms"`
	MaxIntermediates *int     `json:"max_intermediates"`
	Policies         []string `json:"policies"`
	Flags            []string `json:"flags"`
}

type answer struct {
	ID      uint64   `json:"id"`
	Verdict string   `json:"verdict"`
	Reason  string   `json:"reason,omitempty"`
	Value   *string  `json:"value,omitempty"`
	Values  []string `json:"values,omitempty"`
}

var errUnsupported = errors.New("Go does not offer it")

func hashNamed(name string) (crypto.Hash, func() hash.Hash, error) {
	switch name {
	case "sha1":
		return crypto.SHA1, sha1.New, nil
	case "sha224":
		return crypto.SHA224, sha256.New224, nil
	case "sha256":
		return crypto.SHA256, sha256.New, nil
	case "sha384":
		return crypto.SHA384, sha512.New384, nil
	case "sha512":
		return crypto.SHA512, sha512.New, nil
	case "sha512-224":
		return crypto.SHA512_224, sha512.New512_224, nil
	case "sha512-256":
		return crypto.SHA512_256, sha512.New512_256, nil
	}
	return 0, nil, fmt.Errorf("%w: the hash %s", errUnsupported, name)
}

func publicKey(der []byte) (*rsa.PublicKey, error) {
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, err
	}
	if rsaKey, ok := key.(*rsa.PublicKey); ok {
		return rsaKey, nil
	}
	return nil, errUnsupported
}

// The last private key, and its DER: cases in succession have one key, and a measurement has one throughout.
var last struct {
	der []byte
	key *rsa.PrivateKey
}

func privateKey(der []byte) (*rsa.PrivateKey, error) {
	if last.key != nil && bytes.Equal(der, last.der) {
		return last.key, nil
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, err
	}
	rsaKey, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, errUnsupported
	}
	if err := rsaKey.Validate(); err != nil {
		return nil, err
	}
	last.der, last.key = der, rsaKey
	return rsaKey, nil
}

func (r *request) digest() (crypto.Hash, []byte, error) {
	algorithm, newHash, err := hashNamed(r.Scheme.Hash)
	if err != nil {
		return 0, nil, err
	}
	if r.Digest != nil {
		return algorithm, *r.Digest, nil
	}
	h := newHash()
	h.Write(*r.Message)
	return algorithm, h.Sum(nil), nil
}

func (r *request) pssOptions(algorithm crypto.Hash) (*rsa.PSSOptions, error) {
	if r.Scheme.MGF1 != "" && r.Scheme.MGF1 != r.Scheme.Hash {
		return nil, fmt.Errorf("%w: two hashes in PSS", errUnsupported)
	}
	options := &rsa.PSSOptions{Hash: algorithm}
	var exact struct {
		Bytes int `json:"bytes"`
	}
	switch {
	case json.Unmarshal(r.Scheme.Salt, &exact) == nil:
		options.SaltLength = exact.Bytes
		if exact.Bytes == 0 {
			return nil, fmt.Errorf("%w: a salt of no bytes, which Go takes for any", errUnsupported)
		}
	case string(r.Scheme.Salt) == `"digest"`:
		options.SaltLength = rsa.PSSSaltLengthEqualsHash
	}
	return options, nil
}

func verify(r *request) (*answer, error) {
	key, err := publicKey(r.PublicKey)
	if err != nil {
		return nil, err
	}
	algorithm, digest, err := r.digest()
	if err != nil {
		return nil, err
	}
	switch r.Scheme.Padding {
	case "", "pkcs1":
		err = rsa.VerifyPKCS1v15(key, algorithm, digest, r.Signature)
	case "pss":
		options, fault := r.pssOptions(algorithm)
		if fault != nil {
			return nil, fault
		}
		err = rsa.VerifyPSS(key, algorithm, digest, r.Signature, options)
	default:
		return nil, errUnsupported
	}
	return &answer{Verdict: "accepted"}, err
}

func value(bytes []byte, err error) (*answer, error) {
	text := hex.EncodeToString(bytes)
	return &answer{Verdict: "value", Value: &text}, err
}

func sign(r *request) (*answer, error) {
	key, err := privateKey(r.PrivateKey)
	if err != nil {
		return nil, err
	}
	algorithm, digest, err := r.digest()
	if err != nil {
		return nil, err
	}
	switch r.Scheme.Padding {
	case "", "pkcs1":
		return value(rsa.SignPKCS1v15(rand.Reader, key, algorithm, digest))
	case "pss":
		options, err := r.pssOptions(algorithm)
		if err != nil {
			return nil, err
		}
		return value(rsa.SignPSS(rand.Reader, key, algorithm, digest, options))
	}
	return nil, errUnsupported
}

func decrypt(r *request) (*answer, error) {
	key, err := privateKey(r.PrivateKey)
	if err != nil {
		return nil, err
	}
	switch r.Scheme.Padding {
	case "", "pkcs1":
		return value(rsa.DecryptPKCS1v15(rand.Reader, key, r.Ciphertext))
	case "oaep":
		if r.Scheme.MGF1 != "" && r.Scheme.MGF1 != r.Scheme.Hash {
			return nil, fmt.Errorf("%w: two hashes in OAEP", errUnsupported)
		}
		_, newHash, err := hashNamed(r.Scheme.Hash)
		if err != nil {
			return nil, err
		}
		return value(rsa.DecryptOAEP(newHash(), rand.Reader, key, r.Ciphertext, r.Scheme.Label))
	}
	return nil, errUnsupported
}

func checkKey(r *request) (*answer, error) {
	if r.PrivateKey != nil {
		_, err := privateKey(r.PrivateKey)
		return &answer{Verdict: "accepted"}, err
	}
	_, err := publicKey(r.PublicKey)
	return &answer{Verdict: "accepted"}, err
}

func parse(r *request) (*answer, error) {
	var err error
	switch r.Kind {
	case "certificate":
		_, err = x509.ParseCertificate(r.Document)
	case "request":
		_, err = x509.ParseCertificateRequest(r.Document)
	case "crl":
		_, err = x509.ParseRevocationList(r.Document)
	default:
		err = errUnsupported
	}
	return &answer{Verdict: "accepted"}, err
}

func path(r *request) (*answer, error) {
	if len(r.CRLs) > 0 || len(r.Policies) > 0 || len(r.Flags) > 0 || r.MaxIntermediates != nil ||
		len(r.Emails) > 0 || len(r.KeyUsage) > 0 || len(r.Algorithms) > 0 {
		return nil, fmt.Errorf("%w: CRLs, policies or a maximum length", errUnsupported)
	}
	roots, others := x509.NewCertPool(), x509.NewCertPool()
	for _, der := range r.Anchors {
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, err
		}
		roots.AddCert(certificate)
	}
	for _, der := range r.Intermediates {
		// One that cannot be read is left out.
		if certificate, err := x509.ParseCertificate(der); err == nil {
			others.AddCert(certificate)
		}
	}
	target, err := x509.ParseCertificate(r.Target)
	if err != nil {
		return nil, err
	}
	usage := x509.ExtKeyUsageAny
	switch r.Purpose {
	case "":
	case "server", "1.3.6.1.5.5.7.3.1":
		usage = x509.ExtKeyUsageServerAuth
	case "client", "1.3.6.1.5.5.7.3.2":
		usage = x509.ExtKeyUsageClientAuth
	default:
		return nil, fmt.Errorf("%w: the purpose %s", errUnsupported, r.Purpose)
	}
	_, err = target.Verify(x509.VerifyOptions{
		DNSName: r.Host, Intermediates: others, Roots: roots, CurrentTime: time.Unix(r.Time, 0), KeyUsages: []x509.ExtKeyUsage{usage},
	})
	return &answer{Verdict: "accepted"}, err
}

func checkPrime(r *request) (*answer, error) {
	if new(big.Int).SetBytes(r.Number).ProbablyPrime(32) {
		return &answer{Verdict: "accepted"}, nil
	}
	return nil, errors.New("composite")
}

func arithmetic(r *request) (*answer, error) {
	var n []*big.Int
	for _, text := range r.Operands {
		number, ok := new(big.Int).SetString(text, 16)
		if !ok {
			return nil, errors.New("not a number")
		}
		n = append(n, number)
	}
	result := new(big.Int)
	switch r.Operator {
	case "sum":
		result.Add(n[0], n[1])
	case "product":
		result.Mul(n[0], n[1])
	case "square":
		result.Mul(n[0], n[0])
	case "divide":
		if n[1].Sign() == 0 {
			return nil, errors.New("division by zero")
		}
		quotient, rest := new(big.Int).QuoRem(n[0], n[1], new(big.Int))
		return &answer{Verdict: "values", Values: []string{quotient.Text(16), rest.Text(16)}}, nil
	case "shift-left":
		result.Lsh(n[0], uint(n[1].Uint64()))
	case "mod-mul":
		result.Mod(new(big.Int).Mul(n[0], n[1]), n[2])
	case "mod-exp":
		result.Exp(n[0], n[1], new(big.Int).Abs(n[2]))
	case "exp":
		result.Exp(n[0], n[1], nil)
	case "mod-sqrt":
		if result = result.ModSqrt(n[0], n[1]); result == nil {
			return nil, errors.New("not a square")
		}
	case "mod-inv":
		if result = result.ModInverse(n[0], n[1]); result == nil {
			return nil, errors.New("no inverse")
		}
	case "gcd":
		result.GCD(nil, nil, new(big.Int).Abs(n[0]), new(big.Int).Abs(n[1]))
	default:
		return nil, errUnsupported
	}
	return &answer{Verdict: "values", Values: []string{result.Text(16)}}, nil
}

var operations = map[string]func(*request) (*answer, error){
	"verify": verify, "sign": sign, "decrypt": decrypt, "check-key": checkKey, "parse": parse, "path": path,
	"check-prime": checkPrime, "arithmetic": arithmetic,
}

// do answers a request; what panics is refused with what it panicked with.
func do(r *request) (result *answer) {
	defer func() {
		if fault := recover(); fault != nil {
			result = &answer{Verdict: "failed", Reason: fmt.Sprint("panic: ", fault)}
		}
	}()
	operation, known := operations[r.Operation]
	if !known {
		return &answer{Verdict: "unsupported", Reason: errUnsupported.Error()}
	}
	result, err := operation(r)
	switch {
	case errors.Is(err, errUnsupported):
		return &answer{Verdict: "unsupported", Reason: err.Error()}
	case err != nil:
		return &answer{Verdict: "refused", Reason: err.Error()}
	}
	return result
}

func main() {
	input := bufio.NewReaderSize(os.Stdin, 1<<16)
	output := json.NewEncoder(os.Stdout)
	decoder := json.NewDecoder(input)
	for {
		var r request
		if err := decoder.Decode(&r); err != nil {
			return
		}
		result := do(&r)
		result.ID = r.ID
		output.Encode(result)
	}
}
