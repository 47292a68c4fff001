// Consent signed on the screen. Strokes are sent as SVG path data, points in thousandths of the field's width and
// height ("M120 500 130 480 …"). Without JavaScript the print, confirmed by the nurse, takes its place.
const POINTS_MAX = 4000;

const begin = (form) => {
  const pad = form.querySelector('.signature');
  const canvas = form.querySelector('canvas');
  const field = form.elements.namedItem('strokes');
  const print = form.elements.namedItem('print');
  if (pad === null || canvas === null || field === null) return;
  pad.hidden = false;

  const pen = canvas.getContext('2d');
  let strokes = [];
  let stroke = null;
  let points = 0;

  const draw = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 5;
    pen.lineCap = 'round';
    pen.lineJoin = 'round';
    pen.strokeStyle = getComputedStyle(canvas).color;
    for (const line of strokes) {
      pen.beginPath();
      for (let i = 0; i < line.length; i += 2) {
        const x = line[i] * canvas.width / 1000;
        const y = line[i + 1] * canvas.height / 1000;
        if (i === 0) pen.moveTo(x, y); else pen.lineTo(x, y);
      }
      if (line.length === 2) pen.lineTo(line[0] * canvas.width / 1000 + 0.1, line[1] * canvas.height / 1000);
      pen.stroke();
    }
  };

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const part = (at, from, size) => Math.max(0, Math.min(1000, Math.round((at - from) * 1000 / size)));
    return [part(event.clientX, box.left, box.width), part(event.clientY, box.top, box.height)];
  };

  const store = () => {
    field.value = strokes.map((line) => `M${line.join(' ')}`).join(' ');
    if (strokes.length > 0 && print !== null) print.checked = false;
    canvas.classList.remove('is-missing');
    // A live page leaves a field alone once somebody has begun to sign in it.
    canvas.toggleAttribute('data-signed', strokes.length > 0);
  };

  canvas.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    canvas.setAttribute('data-signed', '');
    canvas.setPointerCapture(event.pointerId);
    stroke = place(event);
    strokes.push(stroke);
    points += 1;
    draw();
  });
  canvas.addEventListener('pointermove', (event) => {
    if (stroke === null || points >= POINTS_MAX) return;
    const [x, y] = place(event);
    if (stroke.at(-2) === x && stroke.at(-1) === y) return;
    stroke.push(x, y);
    points += 1;
    draw();
  });
  const lift = () => {
    if (stroke === null) return;
    stroke = null;
    store();
  };
  canvas.addEventListener('pointerup', lift);
  canvas.addEventListener('pointercancel', lift);

  form.querySelector('[data-clear]')?.addEventListener('click', () => {
    strokes = [];
    points = 0;
    draw();
    store();
  });

  form.addEventListener('submit', (event) => {
    if (field.value !== '' || print?.checked) return;
    event.preventDefault();
    canvas.classList.add('is-missing');
    const words = pad.querySelector('.signature-foot .quiet');
    if (words !== null) {
      words.setAttribute('role', 'alert');
      words.textContent = canvas.dataset.empty;
    }
    canvas.scrollIntoView({ block: 'center' });
  });
};

const all = () => document.querySelectorAll('.consent-form').forEach(begin);
all();
document.addEventListener('page-refreshed', all);
