import { pick } from './pick.ts'
import type { Request } from './request.ts'

/** Pages that many clients edit concurrently, without conflicts between their edits. */
export class EditedPages {
  readonly #pages: EditedPage[] = []

  create(text: string, user: number): Request {
    return {
      kind: 'page',
      method: 'POST',
      target: '/pages',
      body: JSON.stringify({ user_id: user, title: `Page ${text}`, content: startingContent, summary: text }),
      text,
      answeredBy: (body) => {
        const version = read(body)
        this.#pages.push(new EditedPage(version))
        return version.version === 1
      },
    }
  }

  edit(text: string, user: number): Request {
    return this.#pick().edit(text, user)
  }

  read(): Request {
    return this.#pick().read()
  }

  /** Often one of a few, so that edits overlap. */
  #pick(): EditedPage {
    const page = pick(this.#pages, 5)
    if (page === undefined) throw new Error('no page was created yet')
    return page
  }
}

interface Version {
  readonly id: number
  readonly version: number
  readonly content: string
}

class EditedPage {
  /** The newest version in an answer. */
  #known: Version
  /** Lines that no edit in progress changes. */
  readonly #free = Array.from({ length: places }, (_, place) => place)

  constructor(created: Version) {
    this.#known = created
  }

  /**
   * Half of the edits change a line of the known version, and are merged with concurrent changes; the others change the
   * title of any version.
   */
  edit(text: string, user: number): Request {
    const place = Math.random() < 0.5 ? this.#free.shift() : undefined
    return place === undefined ? this.#editTitle(text, user) : this.#editLine(place, text, user)
  }

  read(): Request {
    const { id, version } = this.#known
    return {
      kind: 'read',
      method: 'GET',
      target: `/pages/${id}`,
      answeredBy: (body) => read(body).version >= version,
    }
  }

  #editTitle(text: string, user: number): Request {
    return this.#edit('', '*', { title: `Page ${text}` }, text, user)
  }

  #editLine(place: number, text: string, user: number): Request {
    const { version, content } = this.#known
    const changed = content.replace(new RegExp(`^${place}:.*$`, 'm'), lineOf(place, text))
    const request = this.#edit('?merge=clean', `"${version}"`, { content: changed }, text, user)
    return {
      ...request,
      answeredBy: (body) => {
        const isRight = request.answeredBy(body) && read(body).content.includes(lineOf(place, text))
        // A failed edit may have been stored nevertheless, so the content of its line is unknown.
        this.#free.push(place)
        return isRight
      },
    }
  }

  #edit(query: string, ifMatch: string, change: object, text: string, user: number): Request {
    return {
      kind: 'edit',
      method: 'PATCH',
      target: `/pages/${this.#known.id}${query}`,
      ifMatch,
      body: JSON.stringify({ user_id: user, ...change, summary: text }),
      text,
      answeredBy: (body) => {
        const answered = read(body)
        if (answered.version > this.#known.version) this.#known = answered
        return answered.id === this.#known.id
      },
    }
  }
}

/** Usually more than the edits that wait for one page in an outage; without a free line, the title changes. */
const places = 20
// An empty line between two: a merge treats adjacent lines as one place.
const startingContent = Array.from({ length: places }, (_, place) => `${lineOf(place, 'new')}\n`).join('\n')

function lineOf(place: number, text: string): string {
  return `${place}: ${text}`
}

function read(body: string): Version {
  return JSON.parse(body) as Version
}
