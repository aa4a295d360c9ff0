package secret

// documentedValues are FNV-1a hashes of secrets that standards, manuals and the tests of compilers publish, as hashes so
// that this file holds none: of tokens the signature, of keys the base 64 of the body.
var documentedValues = map[uint64]bool{
	0xbf0a2628ec81cd01: true, // jwt.io, HS256
	0x588404f95ee90ce0: true, // jwt.io, HS256, before 2016
	0xe18e8033637768ea: true, // RFC 7519, 3.1 and RFC 7515, A.1
	0x51d2ce0e1c494939: true, // Go, crypto/tls/testdata/example-key.pem
	0xa86e171d3a343019: true, // Go, crypto/x509/platform_root_key.pem
	0x846b2a1e2fad7fcb: true, // RFC 6749, 4.1.4
	0xecc1a4474851bc28: true, // RFC 6749, 4.1.4
	0xdc8d8ca0645472e9: true, // RFC 6749, 2.3.1
	0xd29ac155f038bc84: true, // PyJWT, README
}

func documented(v []byte) bool { return documentedValues[fnv1a(v)] }

// fnv1a is the 64-bit FNV-1a hash of v, without an allocation.
func fnv1a(v []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, b := range v {
		h = fnvStep(h, b)
	}
	return h
}

func fnvStep(h uint64, b byte) uint64 { return (h ^ uint64(b)) * 1099511628211 }
