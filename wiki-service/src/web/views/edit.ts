import { html, type Markup } from '../html.ts'
import { actionHref, pageHref } from '../parts/addresses.ts'
import { above, crumbs, crumbsOfAction } from '../parts/crumbs.ts'
import { errorText, invalid } from '../parts/field-error.ts'
import type { Page } from '../parts/frame.ts'
import { icon } from '../parts/icons.ts'
import { type Notice, notice } from '../parts/notice.ts'
import { tools } from '../parts/tools.ts'

/** The fields of the editor. */
export interface EditFields {
  readonly title: string
  readonly path: string
  readonly text: string
  readonly summary: string
  /** The author's name, if the browser is not known yet. */
  readonly name: string
  /** The version that is edited; 0 for a new page. */
  readonly base: number
  /** Identifies the form, so that sending it twice makes one edit. */
  readonly key: string
}

export interface EditView {
  readonly fields: EditFields
  /** The page's location and title; undefined for a new one. */
  readonly page: { readonly id: number; readonly path: string; readonly title: string } | undefined
  readonly isNameAsked: boolean
  /** Errors, by field. */
  readonly errors?: Readonly<Partial<Record<'title' | 'path' | 'text' | 'summary' | 'name', string>>>
  readonly notices?: readonly Notice[]
  /** The rendered text. */
  readonly preview: Markup
  readonly nonce: string
}

/** The editor. Works without a script: the preview is a form that returns the text. */
export function editView(view: EditView): Page {
  const { fields, page, notices = [], preview, errors = {}, nonce } = view
  const heading = page === undefined ? 'New page' : `Edit ${page.title}`
  const main = html`<main id="main" class="desk">
    <form method="post" action="${formAction(page?.path, 'edit')}" data-editor data-page="${page?.id ?? ''}">
      <input type="hidden" name="base" value="${fields.base}" /><input type="hidden" name="key" value="${fields.key}" />
      <div class="row">
        ${page === undefined ? crumbs([...(fields.path === '' ? [] : above(fields.path)), { title: heading }]) : crumbsOfAction(page, 'Edit')}
      </div>
      <h1 class="vh">${heading}</h1>
      <div class="desk-head">
        ${titleField(fields, errors.title)} ${pathField(fields, page === undefined, errors.path)}
      </div>
      <div data-notices>${notices.map(notice)}</div>
      <div class="panes">
        <div class="pane">
          <div class="pane-bar">
            <h2 id="write"><label for="text">Markdown</label></h2>
            ${tools()}
          </div>
          ${textArea(fields.text, errors.text)}
        </div>
        <div class="pane">
          <div class="pane-bar">
            <h2 id="preview">Preview</h2>
            <button class="btn bare" type="submit" formaction="${formAction(page?.path, 'preview')}" formnovalidate>
              ${icon('eye')}Refresh
            </button>
          </div>
          <section class="prose" tabindex="0" aria-labelledby="preview">${preview}</section>
        </div>
      </div>
      ${saveBar(view)}
    </form>
  </main>`
  return { title: page === undefined ? heading : `Edit: ${page.title}`, main, isMore: true, hasFoot: false, nonce }
}

function formAction(path: string | undefined, action: 'edit' | 'preview'): string {
  if (path !== undefined) return actionHref(path, action)
  return action === 'edit' ? '/wiki/-/new' : '/wiki/-/new/preview'
}

function titleField({ title }: EditFields, error: string | undefined): Markup {
  return html`<p class="field">
    <label for="title">Title</label
    ><input
      class="serif"
      type="text"
      id="title"
      name="title"
      value="${title}"
      required
      maxlength="200"
      ${title === '' && html` autofocus`}${invalid('titleerror', error)}
    />${errorText('titleerror', error)}
  </p>`
}

function pathField({ path }: EditFields, isNew: boolean, error: string | undefined): Markup {
  return html`<p class="field">
      <label for="path">Path</label
      ><input
        class="mono"
        type="text"
        id="path"
        name="path"
        value="${path}"
        ${isNew ? html` placeholder="Derived from the title"` : html` required`}
        maxlength="400"
        spellcheck="false"
        autocapitalize="none"
        aria-describedby="pathhelp${error !== undefined && ' patherror'}"
        ${error !== undefined && html` aria-invalid="true"`}
      />${errorText('patherror', error)}
    </p>
    <p class="vh" id="pathhelp">
      Letters, digits, hyphens and dots, with a slash between levels. Old links keep working when you change it.
    </p>`
}

function textArea(text: string, error: string | undefined): Markup {
  // HTML ignores one line break directly after the tag; without this one, it would drop a break at the start of the text.
  const attributes = html`class="mono" id="text" name="text" rows="28" spellcheck="true"${invalid('texterror', error)}`
  return html`<textarea ${attributes}>${'\n'}${text}</textarea>${errorText('texterror', error)}`
}

function saveBar({ fields, page, isNameAsked, errors = {} }: EditView): Markup {
  return html`<div class="save">
    ${
      isNameAsked &&
      html`<p class="field">
        <label for="name">Your name</label
        ><input
          type="text"
          id="name"
          name="name"
          value="${fields.name}"
          maxlength="100"
          autocomplete="name"
          placeholder="Optional, shown in the history"
          ${invalid('nameerror', errors.name)}
        />${errorText('nameerror', errors.name)}
      </p>`
    }
    <p class="field">
      <label for="summary">What did you change?</label
      ><input
        type="text"
        id="summary"
        name="summary"
        value="${fields.summary}"
        maxlength="500"
        placeholder="Optional, for readers of the history"
        ${invalid('summaryerror', errors.summary)}
      />${errorText('summaryerror', errors.summary)}
    </p>
    <p class="small quiet" role="status" data-draft></p>
    <a class="btn bare" href="${page === undefined ? '/' : pageHref(page.path)}">Cancel</a>
    <button class="btn main" type="submit" aria-keyshortcuts="Control+S">
      Save <kbd aria-hidden="true">Ctrl S</kbd>
    </button>
  </div>`
}
