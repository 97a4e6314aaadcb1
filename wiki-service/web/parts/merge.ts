/** On the form that resolves a conflict: the number of open choices, and Ctrl+S. */
export function watchMerge(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-merge]')
  if (!form) return
  const status = form.querySelector('[data-open]')
  const tell = (): void => {
    const count = form.querySelectorAll('.clash:not(:has(input:checked))').length
    const choices = count === 1 ? '1 choice is' : `${count} choices are`
    if (status) status.textContent = count === 0 ? 'Nothing is open. Save when you are ready.' : `${choices} open.`
  }
  form.addEventListener('change', tell)
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return
    event.preventDefault()
    form.requestSubmit(form.querySelector<HTMLButtonElement>('.btn.main'))
  })
  tell()
}
