(() => {
  const form = document.getElementById('filter');
  const owner = document.getElementById('filter-owner');
  const text = document.getElementById('filter-text');
  const shown = document.getElementById('filter-count');
  const rows = Array.from(document.querySelectorAll('.all tbody tr'), row => ({
    row, owner: row.cells[2].firstChild?.nodeType === 3 ? row.cells[2].firstChild.data.trim() : '', text: null,
  }));
  const parts = Array.from(document.querySelectorAll('.part'));
  const groups = Array.from(document.querySelectorAll('.owner'));
  const actions = Array.from(document.querySelectorAll('.action'));
  if (rows.length + groups.length < 2) return;
  const names = new Set(rows.map(r => r.owner).concat(groups.map(g => g.dataset.owner)));
  names.delete('');
  for (const name of Array.from(names).sort()) owner.add(new Option(name, name));
  const matches = (element, words) => words.every(word => element.includes(word));
  const apply = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const who = owner.value;
    let left = 0;
    for (const r of rows) {
      r.text ??= r.row.textContent.toLowerCase();
      const keep = (!who || r.owner === who) && matches(r.text, words);
      if (r.row.hidden === keep) r.row.hidden = !keep;
      if (keep) left++;
    }
    for (const part of parts) {
      const kept = part.querySelectorAll('tbody tr:not([hidden])').length;
      part.hidden = kept === 0;
      part.style.containIntrinsicBlockSize = 60 + 80 * kept + 'px';
    }
    for (const group of groups) {
      let any = false;
      for (const task of group.querySelectorAll('.task')) {
        const keep = matches((group.dataset.owner + ' ' + task.textContent).toLowerCase(), words);
        task.hidden = !keep;
        any ||= keep;
      }
      group.hidden = !any || (who !== '' && group.dataset.owner !== who);
    }
    for (const action of actions) {
      action.hidden = !action.querySelector('.owner:not([hidden])');
      // What is folded is opened while somebody looks for it.
      for (const fold of action.querySelectorAll('details')) {
        fold.open = (who !== '' || words.length > 0) && fold.querySelector('.task:not([hidden])') !== null && fold.closest('[hidden]') === null;
        fold.hidden = fold.querySelector('.task:not([hidden])') === null;
      }
    }
    shown.value = who || words.length ? shown.dataset.shown.replace('{shown}', left).replace('{all}', rows.length) : '';
  };
  let waiting = 0;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(apply, 80); };
  text.addEventListener('input', later);
  owner.addEventListener('change', apply);
  form.addEventListener('submit', event => event.preventDefault());
  form.hidden = false;
})();
