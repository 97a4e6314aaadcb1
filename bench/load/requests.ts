import type { Order } from './order.ts'

/** @returns a function that builds the next request. Everything is ASCII. */
export function requestsOf({ kind, users, posts }: Pick<Order, 'kind' | 'users' | 'posts'>): () => string {
  const get = () => read(`/posts/${upTo(posts)}`)
  const post = () => create(upTo(users))
  switch (kind) {
    case 'get':
      return get
    case 'post':
      return post
    case 'mix':
      return () => (Math.random() < 0.1 ? post() : get())
    case 'list':
      return () => read(`/posts?limit=${pageSize}`)
    case 'pages':
      return () => read(`/posts?limit=${pageSize}&after=${upTo(Math.max(1, posts - pageSize)) - 1}`)
    default:
      return kind satisfies never
  }
}

const pageSize = 50
const host = 'Host: 127.0.0.1\r\n'
const filler = 'lorem ipsum '.repeat(8)

function read(target: string): string {
  return `GET ${target} HTTP/1.1\r\n${host}\r\n`
}

function create(user: number): string {
  const body = `{"user_id":${user},"content":"${filler}${upTo(1_000_000_000)}"}`
  return `POST /posts HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

function upTo(bound: number): number {
  return 1 + Math.floor(Math.random() * bound)
}
