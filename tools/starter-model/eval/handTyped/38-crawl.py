async def crawl(urls, limit=10):
    sem = asyncio.Semaphore(limit)

    async def fetch_one(session, url):
        async with sem, session.get(url) as resp:
            return url, resp.status

    async with aiohttp.ClientSession() as session:
        tasks = [fetch_one(session, u) for u in urls]
        return dict(await asyncio.gather(*tasks))
