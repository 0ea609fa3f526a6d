package wire_test

import (
	"net"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// pair makes two servers on two loopback addresses and the same port.
func pair(t *testing.T, firstAddress, secondAddress string, first, second certtest.ServerOptions) (one, two *certtest.Server) {
	t.Helper()
	for range 20 {
		first.Address = net.JoinHostPort(firstAddress, "0")
		one, err := certtest.Start(first)
		if err != nil {
			t.Skipf("this machine has no %s: %v", firstAddress, err)
		}
		_, port, _ := net.SplitHostPort(one.Addr)
		second.Address = net.JoinHostPort(secondAddress, port)
		two, err := certtest.Start(second)
		if err == nil {
			t.Cleanup(one.Close)
			t.Cleanup(two.Close)
			return one, two
		}
		one.Close()
		if probe, err := certtest.Start(certtest.ServerOptions{Address: net.JoinHostPort(secondAddress, "0"), Handle: certtest.Silent}); err == nil {
			probe.Close()
		} else {
			t.Skipf("this machine has no %s: %v", secondAddress, err)
		}
	}
	t.Fatal("no port that is free on both addresses")
	return nil, nil
}

func addressesOf(answer wire.Answer) (served, failed []string) {
	for _, s := range answer.Served {
		served = append(served, s.Address.String())
	}
	for _, f := range answer.Failures {
		failed = append(failed, f.Address.String())
	}
	return served, failed
}

func TestReadAllAddresses(t *testing.T) {
	t.Parallel()
	s := testSite()
	old := s.authority.Leaf([]string{"www.example.test"}, certtest.Valid(-89, 1))
	one, two := pair(t, "127.0.0.1", "127.0.0.2",
		certtest.ServerOptions{Config: serverConfig(s.chain(s.ecdsa))}, certtest.ServerOptions{Config: serverConfig(s.chain(old))})
	reader := newReader(t, resolving("www.example.test", "127.0.0.2", "127.0.0.1", "127.0.0.2"))
	answer, err := reader.Read(t.Context(), wire.Target{Endpoint: onPort("www.example.test", one.Addr), AllAddresses: true})
	if err != nil {
		t.Fatal(err)
	}
	served, failed := addressesOf(answer)
	if len(served) != 2 || served[0] != one.Addr || served[1] != two.Addr || len(failed) != 0 {
		t.Fatalf("served %v, failed %v", served, failed)
	}
	checkLeaf(t, answer.Served[0], s.ecdsa)
	checkLeaf(t, answer.Served[1], old)
}

// A dead address beside a healthy one: refused, silent, not TLS.
func TestReadDeadAddress(t *testing.T) {
	t.Parallel()
	s := testSite()
	for name, test := range map[string]struct {
		dead   func(net.Conn)
		reason certificate.Reason
	}{
		"closed":  {certtest.CloseAfterHello, certificate.ReasonClosed},
		"silent":  {certtest.Silent, certificate.ReasonTimeout},
		"not TLS": {certtest.Greet("HTTP/1.1 400 Bad Request\r\n\r\n"), certificate.ReasonNotTLS},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dead, healthy := pair(t, "127.0.0.1", "127.0.0.2",
				certtest.ServerOptions{Handle: test.dead}, certtest.ServerOptions{Config: serverConfig(s.chain(s.ecdsa))})
			reader := newReader(t, resolving("www.example.test", "127.0.0.1", "127.0.0.2"))
			target := wire.Target{Endpoint: onPort("www.example.test", dead.Addr), Timeout: 2 * time.Second}
			got := readOne(t, reader, target)
			checkLeaf(t, got, s.ecdsa)
			if got.Address.String() != healthy.Addr {
				t.Errorf("address %s, want %s", got.Address, healthy.Addr)
			}
			target.AllAddresses = true
			answer, err := reader.Read(t.Context(), target)
			if err != nil {
				t.Fatal(err)
			}
			served, failed := addressesOf(answer)
			if len(served) != 1 || len(failed) != 1 || served[0] != healthy.Addr || failed[0] != dead.Addr {
				t.Fatalf("served %v, failed %v", served, failed)
			}
			checkReadError(t, answer.Failures[0].ReadError, test.reason, dead.Addr)
		})
	}
}

func needIPv6(t *testing.T) {
	t.Helper()
	server, err := certtest.Start(certtest.ServerOptions{Address: "[::1]:0", Handle: certtest.Silent})
	if err != nil {
		t.Skipf("this machine has no ::1: %v", err)
	}
	server.Close()
}

func TestReadRefusingAddress(t *testing.T) {
	t.Parallel()
	s := testSite()
	needIPv6(t)
	healthy := certtest.ServeTLS(t, serverConfig(s.chain(s.ecdsa)))
	dead := onPort("[::1]", healthy)
	reader := newReader(t, resolving("www.example.test", "::1", "127.0.0.1"))
	target := wire.Target{Endpoint: onPort("www.example.test", healthy)}
	checkLeaf(t, readOne(t, reader, target), s.ecdsa)
	target.AllAddresses = true
	answer, err := reader.Read(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	served, failed := addressesOf(answer)
	if len(served) != 1 || len(failed) != 1 || failed[0] != dead {
		t.Fatalf("served %v, failed %v", served, failed)
	}
	checkReadError(t, answer.Failures[0].ReadError, certificate.ReasonRefused, "connection refused by "+dead)
}

func TestReadNoAddressAnswers(t *testing.T) {
	t.Parallel()
	needIPv6(t)
	address := certtest.Refusing(t)
	reader := newReader(t, resolving("www.example.test", "::1", "127.0.0.1"))
	answer, err := reader.Read(t.Context(), wire.Target{Endpoint: onPort("www.example.test", address), AllAddresses: true})
	checkReadError(t, err, certificate.ReasonRefused)
	if _, failed := addressesOf(answer); len(failed) != 2 {
		t.Errorf("failed %v, want both", failed)
	}
	_, err = reader.Read(t.Context(), wire.Target{Endpoint: onPort("www.example.test", address)})
	checkReadError(t, err, certificate.ReasonRefused, "connection refused by "+onPort("[::1]", address))
}

func TestReadIPv6(t *testing.T) {
	t.Parallel()
	s := testSite()
	six, four := pair(t, "::1", "127.0.0.1",
		certtest.ServerOptions{Config: serverConfig(s.chain(s.ecdsa))}, certtest.ServerOptions{Config: serverConfig(s.chain(s.rsa))})
	got := readOne(t, newReader(t), wire.Target{Endpoint: six.Addr})
	checkLeaf(t, got, s.ecdsa)
	reader := newReader(t, resolving("xn--bcher-kva.example.test", "::1", "127.0.0.1"))
	answer, err := reader.Read(t.Context(), wire.Target{Endpoint: onPort("Bücher.example.test", six.Addr), AllAddresses: true})
	if err != nil {
		t.Fatal(err)
	}
	if served, _ := addressesOf(answer); len(served) != 2 || served[0] != four.Addr || served[1] != six.Addr {
		t.Errorf("served %v", served)
	}
}
