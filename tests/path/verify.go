// Reads a directory's name per line and reports whether Go's crypto/x509 accepts leaf.pem under root.pem with cas.pem.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
)

func certificates(path string) ([]*x509.Certificate, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var all []*x509.Certificate
	for {
		var block *pem.Block
		block, text = pem.Decode(text)
		if block == nil {
			return all, nil
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		all = append(all, certificate)
	}
}

func accepts(place string) bool {
	options := x509.VerifyOptions{
		DNSName:       "host.example.com",
		Roots:         x509.NewCertPool(),
		Intermediates: x509.NewCertPool(),
	}
	for name, pool := range map[string]*x509.CertPool{"root.pem": options.Roots, "cas.pem": options.Intermediates} {
		all, err := certificates(filepath.Join(place, name))
		if err != nil {
			return false
		}
		for _, certificate := range all {
			pool.AddCert(certificate)
		}
	}
	leaf, err := certificates(filepath.Join(place, "leaf.pem"))
	if err != nil || len(leaf) != 1 {
		return false
	}
	_, err = leaf[0].Verify(options)
	return err == nil
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if accepts(lines.Text()) {
			fmt.Println("accepts")
		} else {
			fmt.Println("refuses")
		}
	}
}
