#!/bin/sh
# Smoke test of every route of a running service: one line per request, exit code 1 when an answer is not what it should be.
# usage: test_api.sh [--read-only] [BASE_URL]      BASE_URL is http://localhost:8080 unless given
# Creates two users and two posts; with --read-only it only reads and sends what must be refused, and leaves no trace.
# Needs curl, or Node.js where there is none (in the image).
set -u

main() {
  read_only=false
  [ "${1-}" = --read-only ] && read_only=true && shift
  case $#${1-} in
    0 | 1http://* | 1https://*) ;;
    *) echo 'usage: test_api.sh [--read-only] [http://HOST:PORT]' >&2 && exit 2 ;;
  esac
  base=${1-http://localhost:8080}
  base=${base%/}
  checks=0 failures=0
  ok='ok  ' fail='FAIL'
  [ -t 1 ] && ok=$(printf '\033[32mok  \033[0m') && fail=$(printf '\033[31mFAIL\033[0m')

  send GET /health/live
  [ -n "$status" ] || give_up "nothing answers at $base: start the service, or name its URL ($raw)"
  reads
  refusals
  "$read_only" || {
    creations
    pages
  }
  [ "$failures" -eq 0 ] || give_up "$failures of $checks checks failed at $base"
  echo "$checks checks passed at $base"
}

reads() {
  check 200 GET /health/live '{"status":"alive"}'
  check 200 GET /health/startup '{"status":"started"}'
  check 200 GET /health/ready '{"status":"ready"}'
  check 200 GET / '"message":"User and Post API"'
  check 200 GET / 'content-type: text/html' '' 'Accept: text/html'
  check 200 GET /openapi.json '"3.1.'
  check 200 GET /docs 'content-type: text/html'
  for asset in $(printf '%s\n' "$answer" | tr '<' '\n' | sed -n 's/^\(script\|link\).* \(src\|href\)="\([^":]*\)".*/\3/p'); do
    check 200 GET "/${asset#/}"
  done
  check 200 GET /metrics 'users_created_total '
  users_before=$(counter users_created_total) posts_before=$(counter posts_created_total)
  for list in users posts; do
    check 200 GET "/$list" 'content-type: application/json'
    check 200 GET "/$list/" 'content-type: application/json'
    check 200 GET "/$list?limit=200&after=2147483647" '[]'
    check 200 HEAD "/$list" 'content-type: application/json'
  done
}

refusals() {
  check 404 GET /users/0 '{"detail":"User not found"}'
  check 404 GET /user/0 '{"detail":"User not found"}'
  check 404 GET /posts/0 '{"detail":"Post not found"}'
  check 404 GET /no-such-page '{"detail":"Not Found"}'
  check 404 POST /posts '{"detail":"User not found"}' '{"user_id":0,"content":""}'
  check 405 DELETE /users 'allow: '
  check 405 PUT /users/1 'allow: ' '{"name":""}'
  check 405 POST /posts/1 '{"detail":"Method Not Allowed"}' '{}'
  check 422 GET /users/abc '"type":"int_parsing","loc":["path","id"]'
  check 422 GET '/posts?limit=0' '"loc":["query","limit"]'
  check 422 POST /users '"type":"missing","loc":["body","name"]' '{}'
  check 422 POST /users '"type":"string_type","loc":["body","name"]' '{"name":5}'
  check 422 POST /users '"type":"json_invalid"' '{"name":'
  check 422 POST /posts '"loc":["body","user_id"]' '{}'
  check 422 POST /posts '"type":"string_type","loc":["body","content"]' '{"user_id":1,"content":null}'
}

creations() {
  check 200 POST /users '"name":"A \"smoke\" test 🎈"' '{"name":"A \"smoke\" test 🎈"}'
  user=$body user_id=$(number id)
  check 200 GET "/users/$user_id" "$user"
  check 200 GET "/user/$user_id" "$user"
  check 200 GET "/user/$user_id/" "$user"
  check 200 HEAD "/users/$user_id" 'content-type: application/json'
  check 200 GET "/users?limit=1&after=$((user_id - 1))" "[$user]"
  check 200 POST /users/ '"name":""' '{"name":"","id":1,"unknown":[]}'
  check 200 GET "/users?limit=1&after=$((user_id - 1))" 'link: </users?limit=1&after='

  check 200 POST /posts "\"content\":\"<b>one</b>\\ntwo\",\"user_id\":$user_id" "{\"user_id\":$user_id,\"content\":\"<b>one</b>\\ntwo\"}"
  post=$body post_id=$(number post_id)
  check 200 GET "/posts/$post_id" "$post"
  check 200 HEAD "/posts/$post_id" 'content-type: application/json'
  check 200 GET "/posts?limit=1&after=$((post_id - 1))" "[$post]"
  check 200 POST /posts/ '"content":""' "{\"user_id\":\"$user_id\",\"content\":\"\"}"
  check 200 GET "/posts?limit=1&after=$((post_id - 1))" 'link: </posts?limit=1&after='

  check 200 GET /metrics 'posts_created_total '
  risen users_created_total "$users_before"
  risen posts_created_total "$posts_before"
}

pages() {
  check 201 POST /pages '"version":1' "{\"user_id\":$user_id,\"title\":\"A smoke test\",\"content\":\"one\"}"
  page=$body page_id=$(number id) page_path=$(printf '%s' "$body" | sed -n 's/.*"path":"\([^"]*\)".*/\1/p')
  edit="{\"user_id\":$user_id,\"title\":\"A smoke test\",\"content\":\"two\"}"
  check 200 GET "/pages/$page_id" "$page"
  check 200 GET "/pages/by-path/$page_path" 'etag: "1"'
  check 428 PUT "/pages/$page_id" '"type":"/problems/precondition-required"' "$edit"
  check 200 PUT "/pages/$page_id" '"version":2' "$edit" 'If-Match: "1"'
  check 412 PUT "/pages/$page_id" '"current":{"version":2' "$edit" 'If-Match: "1"'
  check 200 GET "/pages/$page_id/revisions" '"version":1'
  check 200 GET "/pages/$page_id/revisions/1" '"content":"one"'
  check 200 GET "/pages/$page_id/diff?from=1&to=2" '"kind":"'
  check 200 POST /preview 'page does not exist yet' '{"content":"[[no such page]]"}'
  check 200 GET "/posts/$page_id" '"content":"two"'
  check 200 PATCH "/pages/$page_id" '"tags":["smoke"]' "{\"user_id\":$user_id,\"tags\":[\"smoke\"]}" 'If-Match: "2"'
  check 200 POST "/pages/$page_id/append" '"content":"two\nthree"' "{\"user_id\":$user_id,\"content\":\"three\"}"
  check 200 POST "/pages/$page_id/move" '"version":5' "{\"user_id\":$user_id,\"path\":\"smoke/$page_id\"}"
  check 301 GET "/pages/by-path/$page_path" "location: /pages/by-path/smoke/$page_id"
  check 200 GET "/pages?under=smoke/$page_id" "\"path\":\"smoke/$page_id\""
  check 200 GET "/pages/$page_id/backlinks" '[]'
  check 200 GET "/changes?under=smoke/$page_id" '"kind":"move"'
  check 200 GET "/search?q=smoke&under=smoke/$page_id" "\"path\":\"smoke/$page_id\""
  check 200 DELETE "/pages/$page_id" '"version":6' "{\"user_id\":$user_id}"
  check 404 GET "/posts/$page_id" 'Post not found'
  check 200 GET "/search?q=smoke&under=smoke/$page_id" '[]'
  check 200 GET /trash "\"path\":\"smoke/$page_id\""
  check 200 POST "/pages/$page_id/restore" '"version":7' "{\"user_id\":$user_id}"
  check 404 GET /pages/0 '"type":"/problems/page-not-found"'
}

# check STATUS METHOD PATH [TEXT [BODY [HEADER]]]: expects the status, and the text in the headers (lower case) or the
# body.
check() {
  send "$2" "$3" "${5-}" "${6-}"
  problem=
  case $answer in *"${4-}"*) ;; *) problem="no $4 in $(printf '%s' "$body" | tr '\n' ' ' | cut -c1-200)" ;; esac
  [ "$status" = "$1" ] || problem="${status:-no answer}, not $1: $(printf '%s' "$body" | tr '\n' ' ' | cut -c1-200)"
  report "$1 $2 $3" "${4-}" "$problem"
}

# risen COUNTER BEFORE: others may have created rows too.
risen() {
  now=$(counter "$1") problem=
  [ "${now:-0}" -ge $((${2:-0} + 2)) ] || problem="was ${2:-absent}, is ${now:-absent} after two more"
  report "$1" "${2:-?} -> ${now:-?}" "$problem"
}

# report WHAT SEEN PROBLEM
report() {
  checks=$((checks + 1))
  [ -n "$3" ] || { printf '%s  %s  %s\n' "$ok" "$1" "$(printf '%s' "$2" | cut -c1-80)" && return; }
  failures=$((failures + 1))
  printf '%s  %s: %s\n' "$fail" "$1" "$3"
}

# send METHOD PATH [BODY [HEADER]]: sets status (empty when nothing answers), body, and answer: the headers in lower case and the body.
send() {
  raw=$(transfer "$@" 2>&1 | tr -d '\r')
  body=$(printf '%s\n' "$raw" | sed '1,/^$/d')
  status=$(printf '%s\n' "$raw" | sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p')
  answer="$(printf '%s\n' "$raw" | sed '/^$/,$d' | tr '[:upper:]' '[:lower:]')
$body"
}

transfer() {
  if ! command -v curl >/dev/null; then
    node -e "$fetch" "$1" "$base$2" "${3-}" "${4:-X-Test: 1}"
  elif [ "$1" = HEAD ]; then
    curl --silent --show-error --max-time 20 --head "$base$2"
  else
    curl --silent --show-error --max-time 20 --include --request "$1" --header "${4:-Accept: application/json}" \
      ${3:+--header 'Content-Type: application/json' --data-binary "$3"} "$base$2"
  fi
}

# shellcheck disable=SC2016 # JavaScript
fetch='const [method, url, body, header] = process.argv.slice(1)
const headers = { [header.split(": ")[0]]: header.split(": ")[1], ...(body && { "content-type": "application/json" }) }
fetch(url, { method, headers, body: body || undefined, redirect: "manual", signal: AbortSignal.timeout(20_000) }).then(
  async (answer) => console.log([`HTTP/1.1 ${answer.status}`, ...[...answer.headers].map((pair) => pair.join(": ")), "", await answer.text()].join("\n")),
  (error) => console.log(String(error.cause ?? error)))'

# number KEY: its value in the body.
number() {
  found=$(printf '%s' "$body" | sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p")
  echo "${found:-0}"
}

counter() { printf '%s\n' "$body" | sed -n "s/^$1 //p"; }

give_up() {
  echo "test_api.sh: $1" >&2
  exit 1
}

main "$@"
