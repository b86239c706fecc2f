/** Words of which names are made, by what they are usually the names of. */
export const words = {
  /** Things a program keeps lists of; the plural is formed with -s. */
  things:
    list(`user order product item customer invoice payment account book author page chapter note tag label
    task job event message comment post thread channel room guest booking ticket seat flight train station route
    city country region street address contact member team player game match round score card token session cookie
    request response header field form button menu option choice setting profile theme layout panel window frame
    image photo video track song album artist playlist file folder document record entry row column cell table
    node edge vertex leaf branch path point line shape circle color pixel layer sensor device signal reading
    measurement sample metric report chart summary log error warning alert rule filter query result report plan
    project milestone issue ticket commit release version patch package module plugin script command step stage
    recipe meal ingredient dish shop store supplier vendor parcel shipment truck driver car engine wheel tool part
    lamp door lock camera screen cursor key word letter sentence paragraph student teacher course lesson grade exam
    doctor patient visit drug animal plant seed tree flower river lake planet star rocket robot worker server
    client host port packet stream chunk block segment buffer queue stack slot group cluster zone area`),
  /** What is measured or counted. */
  numbers:
    list(`price amount quantity count total rate score age weight height width depth length size limit offset
    index level rank points balance budget cost discount tax fee salary bonus speed distance duration delay timeout
    attempts retries minutes seconds hours days year month week radius angle ratio percent factor margin threshold
    capacity stock temperature pressure volume power voltage brightness opacity step start end low high minimum
    maximum average sum interest debt profit mileage priority position progress`),
  texts:
    list(`name title label text message description email phone city country code slug path url host query
    keyword prefix suffix separator category status type role state color currency language locale format username
    password token key id comment summary subject body line word phrase caption filename extension mode unit brand
    genre street region owner author sender reason hint content`),
  flags: list(`active enabled visible hidden paid done open closed ready valid expired archived deleted locked
    public verified selected checked required shared online empty urgent overdue dirty loaded connected verbose`),
  verbs:
    list(`get make build compute find check load save parse format update create process handle apply resolve
    collect prepare convert read write run pick choose derive extract render measure inspect scan sync refresh
    adjust combine select normalize validate evaluate generate count sort filter group merge split join add remove
    send notify schedule start stop reset toggle open close show hide register cancel submit archive
    calculate summarize rank sanitize encode decode map reduce fill clear track restore pay ship print`),
  adjectives:
    list(`new old max min raw final initial current next last first best active valid local global main
    temp extra total inner outer left right upper lower safe fast clean base parsed sorted pending recent
    unique missing nearest longest cheapest highest`),
  places: list(`cache store registry service client api db database repository manager context config options
    settings state logger router app server session storage bus emitter queue scheduler parser formatter validator
    model view controller document socket connection pool worker events metrics`),
} as const;

/** Names of the world outside, called as they are and read as calls. */
export const externalCalls = {
  script: list(`document.getElementById document.querySelector document.createElement element.appendChild
    element.addEventListener element.setAttribute element.classList.add element.classList.remove element.remove
    window.scrollTo window.localStorage.getItem window.localStorage.setItem localStorage.setItem localStorage.getItem
    sessionStorage.removeItem history.pushState navigator.clipboard.writeText performance.now crypto.randomUUID
    process.exit process.on process.cwd path.join path.resolve path.basename path.extname fs.existsSync
    fs.readFileSync fs.writeFileSync fs.mkdirSync os.cpus Object.assign Object.freeze Object.fromEntries Array.from
    Number.parseFloat Number.isInteger Math.pow Math.log Math.trunc Math.sign Math.hypot Promise.all Promise.race
    Promise.resolve Promise.reject Promise.allSettled Reflect.get Symbol.for Buffer.from encodeURIComponent
    decodeURIComponent structuredClone queueMicrotask setTimeout clearTimeout setInterval clearInterval
    requestAnimationFrame fetch axios.get axios.post app.get app.use app.listen router.get router.post res.send
    res.json res.status next req.get db.query db.insert db.collection client.connect client.send socket.emit
    socket.on io.emit logger.info logger.warn logger.error emitter.emit emitter.once useState useEffect useMemo
    dispatch render createElement jest.fn assert.equal expect describe bcrypt.hash bcrypt.compare jwt.sign
    jwt.verify dayjs moment cors express vscode.window.showInformationMessage vscode.commands.registerCommand
    console.warn console.error console.table chalk.green lodash.debounce z.object ctx.fillRect ctx.stroke`),
  python:
    list(`os.path.join os.path.exists os.path.basename os.getenv os.makedirs os.listdir os.remove sys.exit
    sys.stdout.write time.sleep time.perf_counter datetime.now datetime.strptime timedelta random.choice
    random.randint random.shuffle math.pow math.log math.hypot json.load json.dump csv.reader csv.DictReader
    csv.writer re.compile re.match re.split requests.get requests.post logging.info logging.warning logging.error
    logger.info logger.debug logger.warning subprocess.run shutil.copy tempfile.mkdtemp itertools.chain
    itertools.groupby functools.partial collections.Counter Counter defaultdict deque namedtuple zip enumerate map
    filter reversed tuple frozenset isinstance hasattr getattr setattr print input hash id repr type vars
    np.array np.mean np.zeros np.linspace np.dot pd.read_csv pd.DataFrame df.groupby df.merge df.dropna plt.plot
    plt.show torch.tensor torch.zeros model.fit model.predict session.add session.commit session.query
    db.session.add db.session.commit app.run jsonify render_template redirect url_for abort flash request.get_json
    asyncio.sleep asyncio.gather asyncio.run asyncio.create_task Path uuid.uuid4 hashlib.sha256 base64.b64encode
    struct.pack socket.socket threading.Thread queue.put heapq.heappush heapq.heappop bisect.insort click.echo
    argparse.ArgumentParser parser.add_argument parser.parse_args copy.deepcopy decimal.Decimal round divmod`),
} as const;

/** Methods that have no reading of their own. */
export const externalMethods = {
  script:
    list(`json text toString toISOString getTime getFullYear getDay toLocaleDateString toLocaleString then catch
    finally bind apply call fill keys values next flat lastIndexOf localeCompare normalize charAt charCodeAt
    codePointAt substring matchAll exec send emit close open start stop reset clear render update destroy subscribe
    publish connect query insert save find findOne findById populate exec status end pipe on once off`),
  python:
    list(`title capitalize count find encode decode format zfill isdigit isalpha partition splitlines copy
    update sort insert remove index clear items popitem setdefault union intersection difference issubset read
    readlines write close flush group groups strftime isoformat timestamp total_seconds replace json
    raise_for_status mean sum max head fillna astype execute fetchall fetchone commit filter_by first all order_by
    send recv connect start stop put qsize acquire release submit result`),
} as const;

/** What errors are called where, and the words of their messages. */
export const errorClasses = {
  script: list('Error Error Error TypeError RangeError ValidationError NotFoundError HttpError ConfigError'),
  python:
    list(`ValueError ValueError KeyError TypeError RuntimeError IndexError FileNotFoundError PermissionError
    NotFoundError ValidationError ConfigError`),
} as const;

export const phrases = list(
  'not_found is_required is_missing must_be_positive is_invalid failed is_empty too_long',
).map((phrase) => phrase.replaceAll('_', ' '));

/** No identifier of an example may be one of these. */
export const keywords = new Set(
  list(`in is or and not if for of do as def var let new try del from with pass class const true false null None True
    False return this self else while case enum type void any lambda yield async await import export function default
    delete super switch break continue public private static protected package interface implements extends raise
    except finally elif global nonlocal match object string number boolean symbol undefined NaN Infinity eval arguments
    instanceof typeof throw catch debugger get console math json re random time os fetch assert never unknown print exec`),
);

/** Python's own functions; elsewhere they are names like any other. */
export const builtIns = new Set(
  list(`int str len max min sum map set range list dict all zip abs pow round sorted filter open input id hash repr vars
    bool float bytes tuple iter next format reduce key error reversed enumerate`),
);

/** Words that prose or code have for something of their own, and people give as names all the same. */
export const plainNames =
  list(`list lines line text word words code value values key keys item items step steps block
    space page label length model method methods errors error parameters property memory start end power range question
    questions answer chat machine editor name names count counts index position first last other next previous current
    input output data info args params kind min max sum total map set round filter sorted format reduce reverse hash id
    field fields empty one each every entry entries node nodes result results date time size body status message`);

function list(text: string): readonly string[] {
  return [...new Set(text.trim().split(/\s+/))];
}
