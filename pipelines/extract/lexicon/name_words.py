"""Surnames of two characters, and words that look like Chinese or Korean names."""

from __future__ import annotations

from newsmill.pipelines.extract.lexicon.rows import Row

__all__ = [
    "COMPOUND_SURNAMES",
    "KOREAN_COMPOUND_SURNAMES",
    "KOREAN_NAME_LIKE_WORDS",
    "LINK_WORDS",
    "NAME_LIKE_PLACES",
    "NAME_LIKE_WORDS",
    "NOT_NAMES",
]

# Chinese surnames of two characters, simplified and traditional: the name after one has a character more.
COMPOUND_SURNAMES = (
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊",
    "赫连", "澹台",
    "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于",
    "司空", "令狐",
    "范姜", "張簡", "张简", "歐陽", "司馬", "東方", "諸葛", "鍾離", "長孫", "尉遲",
)  # fmt: skip

# Korean surnames of two syllables.
KOREAN_COMPOUND_SURNAMES = ("남궁", "황보", "제갈", "선우", "사공", "서문", "독고", "동방")

# Words that end or fill a byline but are not part of a name.
NOT_NAMES: tuple[Row, ...] = (
    Row((
        "报道|报导|消息|综合|整理|摄|文|图|电|讯|完|供图|资料图|资料|上接|下转|未完待续|待续|实习|编译|编辑|"
        "来源|作者|记者|通讯员|摄影|摄像|视频|图片|责编|校对|审核|有删节|有删改"
    ), "Chinese: what a byline says of the text"),
    Row("返回|举报|分享|收藏|打印|关注|订阅|点击|阅读|评论|更多|正文|原创|转载", "Chinese: buttons"),
    Row("下同|左|右|中", "Chinese: places in a picture, and remarks"),
    Row("北京|上海|广州|深圳|重庆|天津|香港|台北|武汉|成都|杭州|南京|西安", "Chinese: places of datelines"),
    Row("图文|化名|全文|节选", "Chinese: kinds of text, and remarks about a name"),
)  # fmt: skip

# Words that begin with a surname's character and are as long as a name: what occurs on date lines, in
# buttons, crumbs and closing brackets …
NAME_LIKE_WORDS: tuple[Row, ...] = (
    Row((
        "关闭|关于|关键|高清|高考|高校|查看|查阅|来自|来信|全文|全文完|全屏|全国|全省|全市|全部|全景|全媒体|"
        "简体|方便|方案|文章|文字|文化|文学|文旅|文教|文体|文娱|文史|文摘|文件|文艺|文明网|安全|安监|时政|"
        "时事|时评|时尚|时讯|时间|时局|车市|车讯|路况|房产|房价|游戏|游记|明星|明天|金融|党建|党政|党务|党员|"
        "党校|农业|农村|农民|农历|平安|平台|卫生|卫视|牛市|解读|解放|解说|解密|宣传|宣讲|计划|信息|信箱|信用|"
        "商业|商务|商城|花絮|公告|公示|公益|公安|公开|强国|荣誉|项目|项链|权威|支持|丰富|和谐|温馨|温度|华人|"
        "华语|万元|万象|万家|任命|任免|干部|谈话|成员|成功|相关|相册|连载|连线|单位|单图|包括|应用|应急|常见|"
        "常识|封面|封底|云端|云上|江湖|江山|古代|古诗|古玩|司法|司机|石油|黄金|白银|楼主|楼上|楼下|应聘|任务|"
        "计算|席位|那么|那些|相当|幸福|幸运|储备|原因|原来|原则|原载|原文"
    ), "Chinese, simplified"),
    Row((
        "關閉|關於|關鍵|關注|文學|時政|時事|時評|時尚|時間|時訊|車市|車訊|遊戲|遊記|黨建|黨政|農業|農村|衛生|"
        "衛視|解讀|宣傳|宣判|宣布|计票|計劃|商業|商務|項目|權威|華人|華語|萬元|萬象|單位|應用|常見|國際|國內|"
        "國家|溫度|豐富|雲端|許可|連載|連線|連結|簡體|簡介|全國|全網|文創|文藝|明報|石油|金額|高鐵|方便|安檢|"
        "房產|莊園|賀卡|聯絡|聯繫|聯合|龍頭|應聘|單圖|原创|原稿|战略|戚风|温和|温暖|支部|於是|闻名|国际|国内|"
        "国家|展览|展示|阴天|信托|植物|官方|官网|南方|和平|计时|解答|解析|麻烦|池塘|修改|修訂|修订"
    ), "Chinese, traditional"),
)  # fmt: skip

# Places whose first character is a surname, which occur beside names in datelines.
NAME_LIKE_PLACES: tuple[Row, ...] = (
    Row((
        "石家庄|唐山|秦皇岛|邢台|张家口|衡水|阳泉|晋城|晋中|吕梁|包头|乌海|沈阳|盘锦|吉林|白山|白城|哈尔滨|"
        "伊春|徐州|常州|苏州|南通|连云港|宿迁|宁波|温州|金华|马鞍山|安庆|黄山|宿州|池州|宣城|南平|龙岩|宁德|"
        "南昌|景德镇|吉安|郑州|平顶山|安阳|焦作|许昌|南阳|商丘|信阳|周口|黄石|荆门|荆州|黄冈|衡阳|邵阳|岳阳|"
        "常德|张家界|娄底|江门|湛江|惠州|梅州|阳江|揭阳|云浮|南宁|柳州|桂林|玉林|贺州|来宾|海口|乐山|南充|"
        "巴中|安顺|毕节|曲靖|玉溪|普洱|安康|商洛|兰州|金昌|白银|武威|张掖|平凉|海东|银川|石嘴山|吴忠"
    ), "Chinese: cities, by province"),
    Row((
        "江苏|安徽|江西|海南|云南|甘肃|宁夏|曲阜|文昌|万宁|古巴|韩国|苏丹|苏联|楚雄"
    ), "Chinese: provinces, counties and countries"),
)  # fmt: skip

# Words of date lines, buttons and prose that begin with a surname's syllable and are as long as a name.
KOREAN_NAME_LIKE_WORDS: tuple[Row, ...] = (
    Row((
        "승인|입력|수정|등록|송고|댓글|조회|편집|발행|공유|인쇄|신문|전체|기사|기자|기자명|최초|최종|오전|"
        "오후|오늘|어제|이메일|이미지|사진|구독|공감|추천|인기|정치|경제|사회|문화|국제|전국|지역|연예|방송|"
        "조회수|추천수|담당자|등록자|문화과|이전|다음|이후|현재|관련|관심|주요|최신|최근|제보|제공|전송|"
        "홈으로|복사|변경|서울|부산|대구|인천|광주|대전|울산|경기|강원|충북|충남|전북|전남|경북|경남|제주|"
        "한국|미국|중국|일본|회견|회의|이날|이번|지난|지금|우리|모두|함께|정부|국회|은행|대표|사장|위원|의원|"
        "장관|총리|대통령|교수|박사|변호사|배우|가수|감독|선수|소설가"
    ), "Korean"),
)  # fmt: skip

# Words of links and buttons that are capitalised like names: `Full Bio`, `Most Recent Stories`.
LINK_WORDS: tuple[Row, ...] = (
    Row((
        "bio|biography|stories|story|profile|follow|read|more|view|posts?|email|share|share|contents?|"
        "articles?|author|authors|about|subscribe|comments?|newsletter|advertisement|photo|video|getty|"
        "images|updated|published|min|minutes?"
    ), "English: links and buttons"),
    Row("clinic|blog|marketing|the|guest|sponsored", "English: names of companies and columns"),
    Row("january|february|april|june|july|august|september|october|november|december", "English: months"),
)  # fmt: skip
