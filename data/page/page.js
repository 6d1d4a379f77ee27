/* page.js - comfort only: everything works without it. Keys: / to search. */
'use strict';
document.addEventListener('keydown', (e) => {
	const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName);
	if (e.key === '/' && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) {
		document.getElementById('q').focus();
		e.preventDefault();
	}
});
document.addEventListener('keydown', (e) => {
	if (/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) || e.ctrlKey || e.metaKey || e.altKey)
		return;
	const keys = document.querySelectorAll(`[data-key="${CSS.escape(e.key)}"]`); /* of several nobody could tell which is meant */
	(document.querySelector(`.decided [data-key="${CSS.escape(e.key)}"]`) ?? (keys.length === 1 ? keys[0] : null))?.click();
});
document.querySelector('mark.chosen')?.scrollIntoView({block: 'center'});
/* What follows from a decision is there in a moment: the page comes again, unless somebody has begun to write on it. */
let written = false;
document.addEventListener('input', () => { written = true; });
if (document.querySelector('[data-reload]'))
	setTimeout(() => { if (!written) location.reload(); }, 2500);
