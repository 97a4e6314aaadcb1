import { EditedPages } from './edited-pages.ts'
import { pick } from './pick.ts'
import type { Request } from './request.ts'

/**
 * Four in ten requests write, so that lost and duplicated rows would show; reads ask for rows whose writers have been
 * answered.
 */
export class Requests {
  readonly #mark: string
  readonly #written: Post[] = []
  readonly #pages = new EditedPages()
  #texts = 0
  #user = 0

  /** @param mark prefix of all texts */
  constructor(mark: string) {
    this.#mark = mark
  }

  /** A user, then a post and a page of this user. */
  first(): readonly (() => Request)[] {
    return [() => this.#createUser(), () => this.#createPost(), () => this.#createPage()]
  }

  next(): Request {
    const chance = Math.random()
    if (chance < 0.04) return this.#createUser()
    if (chance < 0.3) return this.#createPost()
    if (chance < 0.32) return this.#createPage()
    if (chance < 0.4) return this.#pages.edit(this.#nextText(), this.#user)
    if (chance < 0.85) return this.#readPost()
    if (chance < 0.95) return this.#pages.read()
    return list
  }

  #createPage(): Request {
    return this.#pages.create(this.#nextText(), this.#user)
  }

  #createUser(): Request {
    const text = this.#nextText()
    return {
      kind: 'user',
      ...post('/users', { name: text }),
      text,
      answeredBy: (body) => {
        const { id, name } = JSON.parse(body) as { id: number; name: string }
        this.#user = id
        return name === text
      },
    }
  }

  #createPost(): Request {
    const text = this.#nextText()
    return {
      kind: 'post',
      ...post('/posts', { user_id: this.#user, content: text }),
      text,
      answeredBy: (body) => {
        const { post_id: id, content } = JSON.parse(body) as { post_id: number; content: string }
        this.#written.push({ id, text })
        return content === text
      },
    }
  }

  #readPost(): Request {
    const { id, text } = pick(this.#written, 10) ?? nothing
    return {
      kind: 'read',
      method: 'GET',
      target: `/posts/${id}`,
      answeredBy: (body) => (JSON.parse(body) as { content: string }).content === text,
    }
  }

  #nextText(): string {
    this.#texts += 1
    return `${this.#mark}-${this.#texts}`
  }
}

interface Post {
  readonly id: number
  readonly text: string
}

const nothing: Post = { id: 0, text: '' }

const list: Request = {
  kind: 'list',
  method: 'GET',
  target: '/posts?limit=20',
  answeredBy: (body) => Array.isArray(JSON.parse(body)),
}

function post(target: string, body: object): Pick<Request, 'method' | 'target' | 'body'> {
  return { method: 'POST', target, body: JSON.stringify(body) }
}
