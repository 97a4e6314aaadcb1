# shellcheck shell=bash
# k3s takes its address from the default route and does not start without one, as with --network none. A bridge without
# ports is enough; no packet leaves through it.

ensure_default_route() {
  if ip -4 route show default | grep -q .; then
    note "$(ip -4 route show default | head -n 1)"
    return
  fi
  ip link show wiki0 >/dev/null 2>&1 || ip link add wiki0 type bridge
  ip address show dev wiki0 | grep -q 10.99.0.1/24 || ip address add 10.99.0.1/24 dev wiki0
  ip link set wiki0 up
  ip route replace default via 10.99.0.254 dev wiki0 ||
    fail 'there is no default route, and none can be added' 'docker run --privileged --network bridge --publish 8080:8080 nebula-wiki'
  note 'no network: using a bridge without ports'
}
